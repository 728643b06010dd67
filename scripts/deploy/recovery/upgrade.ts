/**
 * Backup, new release beside the old one, what it would do to the data, stop, switch, start, health. Every stage is noted
 * before it begins: whoever runs it again goes on, and `rollback` takes it back. If the new release does not become healthy,
 * the old one is put back.
 */
import { mkdir } from "node:fs/promises";
import { linkedVersion, switchRelease } from "../artefacts/release-folder.js";
import { stageRelease } from "../artefacts/release-step.js";
import type { Component } from "../contract/component.js";
import type { Step } from "../contract/step.js";
import { type Text, text } from "../contract/text.js";
import { applySteps } from "../steps/apply.js";
import { stepsOf } from "../steps/component-steps.js";
import { inOrder } from "../steps/order.js";
import { makeBackup } from "./backup.js";
import { keepFiles } from "./kept-files.js";
import type { Scope } from "./parts.js";
import { servicesHere } from "./pausing.js";
import { buildersOf, pendingSwitches, requireObtainable } from "./pending-switches.js";
import { revert } from "./revert.js";
import { requireMigratable } from "./staged-site.js";
import { requireNoRestore } from "./unfinished.js";
import {
  newUpgradeFolder,
  noteOf,
  removeOldUpgrades,
  type Stage,
  type Switch,
  type Upgrade,
  type UpgradeNote,
  unfinishedUpgrade,
} from "./upgrade-notes.js";

/** Goes on with an upgrade that was interrupted, or begins one; `undefined` when there is nothing to do. The caller holds the lock. */
export const upgrade = async (scope: Scope): Promise<Upgrade | undefined> => {
  const { context } = scope;
  await requireNoRestore(context.site);
  const interrupted = await stillWanted(scope);
  const begun = interrupted ?? (await begin(scope));
  if (begun === undefined) return undefined;
  if (interrupted !== undefined) context.say(goingOn(begun));
  if (begun.note.stage === "reverting") return revert(scope, begun);
  return new Upgrading(scope, begun).run();
};

/** One that had touched nothing yet and would now go elsewhere is forgotten: site.env or the artefacts have changed since. */
const stillWanted = async ({ context, selected }: Scope): Promise<Upgrade | undefined> => {
  const found = await unfinishedUpgrade(context.site);
  if (found === undefined || !["backup", "staging"].includes(found.note.stage)) return found;
  const wanted = await pendingSwitches(context, selected);
  const versions = (switches: readonly Switch[]): string => JSON.stringify(switches.map(({ name, from }) => [name, from]).sort());
  const goesElsewhere = found.note.switches.some(
    ({ name, to }) => to !== "" && wanted.some((other) => other.name === name && other.to !== to),
  );
  if (versions(wanted) === versions(found.note.switches) && !goesElsewhere) return found;
  await noteOf(found.folder).write({ ...found.note, stage: "reverted" });
  return undefined;
};

const goingOn = ({ note }: Upgrade): Text =>
  text(
    `Going on with the upgrade of ${note.since}, which was interrupted (${note.stage}).`,
    `继续 ${note.since} 被中断的升级（${note.stage}）。`,
  );

const begin = async ({ context, selected }: Scope): Promise<Upgrade | undefined> => {
  const switches = await pendingSwitches(context, selected);
  if (switches.length === 0) return undefined;
  await requireObtainable(context, selected, switches);
  const since = new Date().toISOString();
  const folder = newUpgradeFolder(context.site, since);
  const components = [...new Set(switches.map(({ component }) => component))];
  const note: UpgradeNote = { stage: "backup", since, components, switches, migrated: [] };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await noteOf(folder).write(note);
  return { folder, note };
};

/** One upgrade on its way; the note on disk is always as far as this is. */
class Upgrading {
  private readonly components: readonly Component[];

  constructor(
    private readonly scope: Scope,
    private upgrade: Upgrade,
  ) {
    const { context, components } = scope;
    this.components = inOrder(context.site, components).filter(({ name }) => upgrade.note.components.includes(name));
  }

  async run(): Promise<Upgrade> {
    const { context } = this.scope;
    if (this.isBefore("stopping")) await this.prepare();
    await this.note({ stage: "stopping" });
    await this.stop();
    await this.note({ stage: "switching" });
    for (const { name, from, to } of this.upgrade.note.switches) await switchRelease(context.site, name, to || from);
    await this.note({ stage: "starting" });
    const failure = await this.start();
    if (failure !== undefined) return this.takeBack(failure);
    await this.note({ stage: "done" });
    await removeOldUpgrades(context.site);
    return this.upgrade;
  }

  private isBefore(stage: Stage): boolean {
    const stages: readonly Stage[] = ["backup", "staging", "stopping", "switching", "starting"];
    return stages.indexOf(this.upgrade.note.stage) < stages.indexOf(stage);
  }

  private async note(change: Partial<UpgradeNote>): Promise<void> {
    this.upgrade = { ...this.upgrade, note: { ...this.upgrade.note, ...change } };
    await noteOf(this.upgrade.folder).write(this.upgrade.note);
  }

  /** Nothing that runs is touched yet: what fails here leaves no upgrade behind. */
  private async prepare(): Promise<void> {
    const { context } = this.scope;
    try {
      await this.secure();
      await this.note({ stage: "staging" });
      for (const change of this.upgrade.note.switches) await this.stage(change);
      await requireMigratable(context, this.components, this.upgrade.note.switches);
      await keepFiles(context, this.components, this.upgrade.folder);
    } catch (error) {
      await this.note({ stage: "reverted" });
      throw error;
    }
  }

  /** Everything of this machine, whatever is upgraded: a migration of one product lies in the database of another component. */
  private async secure(): Promise<void> {
    if (this.upgrade.note.backup !== undefined) return;
    const { folder } = await makeBackup({ ...this.scope, selected: this.scope.components });
    await this.note({ backup: folder });
  }

  private async stage(change: Switch): Promise<void> {
    const { context } = this.scope;
    context.say(text(`making ready: ${change.name}`, `正在准备：${change.name}`));
    const component = this.components.find(({ name }) => name === change.component);
    const need = component?.describe(context.site).artefacts.find(({ name }) => name === change.name);
    if (need !== undefined) await stageRelease(context, need);
    else if (component !== undefined) await this.build(component, change);
  }

  /** The build makes its release current; the old one is put back until it is its turn. */
  private async build(component: Component, { name, from }: Switch): Promise<void> {
    const { context } = this.scope;
    const builder = buildersOf(context.site, component).find(({ makesRelease }) => makesRelease === name);
    if ((await builder?.check(context))?.state === "pending") await builder?.run(context);
    const to = await linkedVersion(context.site, name);
    if (to !== undefined && to !== from)
      await this.note({ switches: this.upgrade.note.switches.map((other) => (other.name === name ? { ...other, to } : other)) });
    await switchRelease(context.site, name, from);
  }

  private async stop(): Promise<void> {
    const { context } = this.scope;
    if (context.machine.staged) return;
    const resting = this.components.filter((component) => !component.describe(context.site).rolling);
    for (const { service } of [...servicesHere(context.site, resting)].reverse()) {
      context.say(text(`stopping ${service.unit}`, `正在停止 ${service.unit}`));
      await context.machine.services.stop(service.unit);
    }
  }

  /** Why the new release is not in service, or undefined. */
  private async start(): Promise<Text | undefined> {
    const { context } = this.scope;
    const steps = this.components.flatMap((component) => stepsOf(context.site, component).map((step) => this.noted(step)));
    const { failed } = await applySteps(context, steps, {
      begins: ({ id, title }) => context.say(text(`${id}: ${title.en}`, `${id}：${title.zh}`)),
      ends: () => undefined,
    });
    return failed && text(`${failed.step.id}: ${failed.why.en}`, `${failed.step.id}：${failed.why.zh}`);
  }

  /** Noted before it runs: after a kill nobody can tell how far it came. */
  private noted(step: Step): Step {
    if (!step.migrates || step.component === "site") return step;
    const { component } = step;
    return {
      ...step,
      run: async (context) => {
        await this.note({ migrated: [...new Set([...this.upgrade.note.migrated, component])] });
        await step.run(context);
      },
    };
  }

  private async takeBack(failure: Text): Promise<Upgrade> {
    this.scope.context.say(text(`The new release is not healthy: ${failure.en}`, `新版本不健康：${failure.zh}`));
    await this.note({ failure });
    return revert(this.scope, this.upgrade);
  }
}
