/** What is placed here, which releases, and whether it runs: a short look that changes nothing. `doctor` looks closer. */
import { currentVersion } from "../artefacts/release-folder.js";
import type { Component, Service } from "../contract/component.js";
import type { UnitState } from "../contract/machine.js";
import type { Context } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import { inOrder, selected } from "../steps/order.js";
import { lookAt } from "../steps/plan.js";
import { serviceStep } from "../steps/service.js";
import { type OpenSite, openSite } from "./open-site.js";
import { reasonOf } from "./show-plan.js";
import type { Call, Verb } from "./verb.js";

interface ServiceStatus {
  readonly unit: string;
  readonly state: UnitState;
  /** Active, healthy, and as its files are now. */
  readonly isFine: boolean;
  readonly why?: Text;
}

interface ComponentStatus {
  readonly component: string;
  readonly place: string;
  readonly releases: Readonly<Record<string, string | null>>;
  readonly services: readonly ServiceStatus[];
}

const serviceStatus = async (context: Context, component: Component, service: Service): Promise<ServiceStatus> => {
  const found = await lookAt(context, serviceStep(component.name, service));
  const why = reasonOf(found);
  const state = await context.machine.services.state(service.unit);
  return { unit: service.unit, state, isFine: found.state === "done", ...(why ? { why } : {}) };
};

const componentStatus = async ({ site, context }: OpenSite, component: Component): Promise<ComponentStatus> => {
  const { artefacts, services } = component.describe(site);
  const releases: Record<string, string | null> = {};
  for (const { name } of artefacts) releases[name] = (await currentVersion(site, name)) ?? null;
  const states: ServiceStatus[] = [];
  for (const service of services) states.push(await serviceStatus(context, component, service));
  return { component: component.name, place: site.here, releases, services: states };
};

const elsewhere = ({ site }: OpenSite, { name }: Component): ComponentStatus => {
  const place = site.place(name);
  return { component: name, place: place.kind === "host" ? place.host : place.kind, releases: {}, services: [] };
};

const status = async (call: Call): Promise<number> => {
  const open = await openSite(call);
  if (open === undefined) return 1;
  const { site, components } = open;
  const chosen = call.words.length > 0 ? selected({ site, components, words: call.words }) : inOrder(site, components);
  const all: ComponentStatus[] = [];
  for (const component of chosen)
    all.push(site.isHere(component.name) ? await componentStatus(open, component) : elsewhere(open, component));
  for (const one of all) show(call, one);
  const exitCode = all.every(({ services }) => services.every(({ isFine }) => isFine)) ? 0 : 1;
  call.terminal.result({ verb: call.verb, exitCode, host: site.here, components: all });
  return exitCode;
};

const show = ({ terminal }: Call, { component, place, releases, services }: ComponentStatus): void => {
  const versions = Object.entries(releases).map(([name, version]) => `${name} ${version ?? "—"}`);
  terminal.say(`${component.padEnd(18)}${[place, ...versions].join("  ")}`);
  for (const { unit, state, isFine, why } of services) {
    const fine = text("healthy", "健康");
    terminal.say(`  ${unit.padEnd(34)}${state.padEnd(14)}${terminal.of(isFine || why === undefined ? fine : why)}`);
  }
};

export const statusVerb: Verb = {
  name: "status",
  words: "[TARGET | COMPONENT]…",
  summary: text(
    "what is placed where, and whether it runs; exit code 1 if something here does not",
    "各组件的位置与运行状态；本机有异常时退出码为 1",
  ),
  run: status,
};
