/** A running, healthy service that has read its inputs as they are now. The proof is a record of the last healthy start. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Health, Service } from "../contract/component.js";
import { Failure, failureText } from "../contract/failure.js";
import type { Context, Step, StepState } from "../contract/step.js";
import { text } from "../contract/text.js";
import { changedBetween, digestsOf } from "./inputs.js";
import { readDigests, recorder } from "./records.js";
import { done, later, pending, step } from "./step.js";

/** Between two questions after a start. */
const EVERY_MS = 250;
const JOURNAL_LINES = 20;

export const serviceStep = (component: Step["component"], service: Service): Step =>
  step({
    id: `${component}/service/${service.unit}`,
    component,
    title: text(`Service ${service.unit}`, `服务 ${service.unit}`),
    isDone: (context) => serviceState(context, service),
    run: (context) => bringUp(context, service),
  });

export const nothingStarted = text("nothing is started under another root", "在其他根目录下不启动任何服务");

/** The unit's own file always counts. */
const inputsOf = ({ site }: Context, service: Service): Promise<Record<string, string>> =>
  digestsOf([join(site.paths.units, service.unit), ...service.inputs, ...(service.reloads ?? [])]);

/** Undefined: it has never been healthy, as far as is known. */
const changesOf = async (context: Context, service: Service): Promise<readonly string[] | undefined> => {
  const recorded = await readDigests(context.site, "started", service.unit);
  return recorded && changedBetween(recorded, await inputsOf(context, service));
};

/** An exception of the question is an answer as well. */
const healthOf = async (context: Context, service: Service): Promise<Health> => {
  try {
    return await service.health(context);
  } catch (error) {
    return { healthy: false, evidence: failureText(error).en };
  }
};

const serviceState = async (context: Context, service: Service): Promise<StepState> => {
  if (context.machine.staged) return later(nothingStarted);
  const state = await context.machine.services.state(service.unit);
  if (state !== "active") return pending(text(`it is ${state}`, `当前状态为 ${state}`));
  const changes = await changesOf(context, service);
  if (changes === undefined) return pending(text("no record of a healthy start", "没有健康启动的记录"));
  if (changes.length > 0)
    return pending(text(`changed since its last healthy start: ${changes.join(", ")}`, `自上次健康启动后已变更：${changes.join("、")}`));
  const { healthy, evidence } = await healthOf(context, service);
  return healthy ? done : pending(text(`it runs and is not healthy: ${evidence}`, `正在运行但不健康：${evidence}`));
};

const bringUp = async (context: Context, service: Service): Promise<void> => {
  const { services } = context.machine;
  // Read before the start: what changes while it starts counts as changed next time.
  const inputs = await inputsOf(context, service);
  const changes = await changesOf(context, service);
  const state = await services.state(service.unit);
  if (state === "inactive" || state === "absent") await services.start(service.unit);
  else if (state === "active" && canReload(service, changes)) await services.reloadUnit(service.unit);
  else await services.restart(service.unit);
  await untilHealthy(context, service);
  await recorder(context.site, "started")(service.unit, inputs);
};

const canReload = ({ reloads = [] }: Service, changes: readonly string[] | undefined): boolean =>
  changes !== undefined && changes.length > 0 && changes.every((path) => reloads.includes(path));

const untilHealthy = async (context: Context, service: Service): Promise<void> => {
  const giveUpAt = performance.now() + service.healthTimeoutMs;
  for (;;) {
    const { healthy, evidence } = await healthOf(context, service);
    if (healthy) return;
    const state = await context.machine.services.state(service.unit);
    if (state === "failed" || performance.now() >= giveUpAt) throw await unhealthy(context, service, `${state}, ${evidence}`);
    await sleep(EVERY_MS);
  }
};

const unhealthy = async ({ machine }: Context, { unit, healthTimeoutMs }: Service, found: string): Promise<Failure> => {
  const journal = await machine.services.journal(unit, JOURNAL_LINES);
  const limit = Math.round(healthTimeoutMs / 1000);
  return new Failure(
    text(
      `${unit} did not become healthy (limit ${limit} s): ${found}\n${journal}`,
      `${unit} 未能变为健康（时限 ${limit} 秒）：${found}\n${journal}`,
    ),
  );
};
