/** Services stop for a copy and come back, even if this process is killed meanwhile: a note says which. */
import type { Component, Service } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import type { ComponentName } from "../contract/names.js";
import type { Site } from "../contract/site.js";
import type { Context } from "../contract/step.js";
import { text } from "../contract/text.js";
import { applySteps } from "../steps/apply.js";
import { inOrder } from "../steps/order.js";
import { serviceStep } from "../steps/service.js";
import { type Paused, pausedNote } from "./notes.js";

export interface Running {
  readonly component: ComponentName;
  readonly service: Service;
}

/** Services of this machine in the order of their start. */
export const servicesHere = (site: Site, components: readonly Component[]): readonly Running[] =>
  inOrder(site, components)
    .filter(({ name }) => site.isHere(name))
    .flatMap((component) => component.describe(site).services.map((service) => ({ component: component.name, service })));

/** Notes and then stops those of the units that run, last started first. Returns them. */
export const pause = async (context: Context, verb: Paused["verb"], units: readonly string[]): Promise<readonly string[]> => {
  const { services } = context.machine;
  const running: string[] = [];
  for (const unit of [...units].reverse()) if (["active", "activating"].includes(await services.state(unit))) running.push(unit);
  if (running.length === 0) return [];
  const note = pausedNote(context.site);
  const before = (await note.read())?.units ?? [];
  await note.write({ verb, since: new Date().toISOString(), units: [...new Set([...before, ...running])] });
  for (const unit of running) {
    context.say(text(`stopping ${unit}`, `正在停止 ${unit}`));
    await services.stop(unit);
  }
  return running;
};

/** Starts what the note names, in order, each until it is healthy. @throws Failure for one that is not; the note then stays. */
export const resume = async (context: Context, components: readonly Component[]): Promise<void> => {
  const note = pausedNote(context.site);
  const paused = await note.read();
  if (paused === undefined) return;
  await bringUp(
    context,
    servicesHere(context.site, components).filter(({ service }) => paused.units.includes(service.unit)),
  );
  await note.remove();
};

/** Each until it is healthy, in order. @throws Failure */
export const bringUp = async (context: Context, running: readonly Running[]): Promise<void> => {
  if (context.machine.staged) return;
  const steps = running.map(({ component, service }) => serviceStep(component, service));
  const { failed } = await applySteps(context, steps, {
    begins: ({ title }) => context.say(text(`starting: ${title.en}`, `正在启动：${title.zh}`)),
    ends: () => undefined,
  });
  if (failed !== undefined) throw new Failure(failed.why);
};
