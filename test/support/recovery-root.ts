/** A root with the components of recovery-components.ts, their artefacts, and `coze` on it: in this process or in one of its own. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Component } from "../../scripts/deploy/contract/component.js";
import { failureText } from "../../scripts/deploy/contract/failure.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import type { Scope } from "../../scripts/deploy/recovery/parts.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { siteFiles } from "../../scripts/deploy/site/site-files.js";
import { applySteps } from "../../scripts/deploy/steps/apply.js";
import { stepsOf } from "../../scripts/deploy/steps/component-steps.js";
import { inOrder } from "../../scripts/deploy/steps/order.js";
import { openingSteps } from "../../scripts/deploy/steps/site-steps.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";
import { digestOf, type ManifestLine, manifestText } from "./artefact-folder.js";
import { PLAIN_SYSTEMCTL, plainSystemctl, stopPlainServices } from "./plain-services.js";
import { rawTar } from "./raw-tar.js";
import { RECOVERY_COMPONENTS } from "./recovery-components.js";
import { runFolder } from "./services.js";

export const AES_KEY = "0123456789abcdef0123456789abcdef";
const COZE = join(import.meta.dirname, "recovery-coze.ts");
const SERVES =
  'printf "%s %s" "$(cat "$(dirname "$0")/VERSION")" "$(cat "$2")\n" > "$1/serving.new" && mv "$1/serving.new" "$1/serving"; exec sleep 1000\n';
const RUNS = `say() { echo "$(cat "$release/VERSION") $1 $instance" >> "$data/log"; }
release=$(cd "$(dirname "$0")" && pwd -P); data=$1; instance=$2
trap 'say down; kill $!; exit 0' TERM
sleep 1000 & say up; wait
`;

export interface RecoveryOptions {
  readonly studio?: string;
  readonly gateway?: string;
  /** Default: nsqd and studio. */
  readonly selected?: readonly Component["name"][];
  readonly allowDrops?: boolean;
}

export class RecoveryRoot {
  readonly said: string[] = [];
  private readonly manifest: ManifestLine[] = [];

  private constructor(readonly path: string) {}

  static async create(): Promise<RecoveryRoot> {
    const root = new RecoveryRoot(await mkdtemp(join(runFolder(), "recovery-")));
    await mkdir(join(root.path, "artefacts"));
    await root.release("studio", "1.0", { SCHEMA: "1" });
    await root.release("gateway", "1.0");
    await root.configure();
    return root;
  }

  /** An artefact of studio or the gateway; `start` replaces what it runs. */
  async release(name: "studio" | "gateway", version: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
    const contents = { VERSION: version, start: name === "studio" ? SERVES : RUNS, ...files };
    const archive = rawTar(Object.entries(contents).map(([file, content]) => ({ name: file, content })));
    const file = `${name}-${version}.tar`;
    await writeFile(join(this.path, "artefacts", file), archive);
    this.manifest.push({ name, version, file, sha256: digestOf(archive) });
    await writeFile(join(this.path, "artefacts/manifest.tsv"), manifestText(this.manifest));
  }

  async configure(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const lines = Object.entries({ ARTIFACTS_DIR: join(this.path, "artefacts"), GATEWAY_PLACE: "none", ...variables });
    await mkdir(join(this.path, "etc/coze"), { recursive: true });
    await writeFile(join(this.path, "etc/coze/site.env"), lines.map(([key, value]) => `${key}=${value}\n`).join(""), { mode: 0o644 });
    await writeFile(join(this.path, "etc/coze/secrets.env"), `STUDIO_AES=${AES_KEY}\n`, { mode: 0o600 });
  }

  site({ studio = "1.0", gateway }: RecoveryOptions = {}): Site {
    const gatewayVariables: Record<string, string> = gateway === undefined ? { GATEWAY_PLACE: "none" } : { GATEWAY_VERSION: gateway };
    return siteFrom({
      components: RECOVERY_COMPONENTS,
      variables: { STUDIO_VERSION: studio, ARTIFACTS_DIR: join(this.path, "artefacts"), ...gatewayVariables },
      secrets: { STUDIO_AES: AES_KEY },
      root: this.path,
    });
  }

  scope(options: RecoveryOptions = {}): Scope {
    const site = this.site(options);
    const selected = options.selected ?? ["nsqd", "studio"];
    return {
      context: {
        site,
        machine: createMachine({ root: this.path, systemctl: PLAIN_SYSTEMCTL }),
        options: { allowDrops: options.allowDrops ?? false, online: false, yes: true },
        say: ({ en }) => this.said.push(en),
      },
      components: RECOVERY_COMPONENTS,
      selected: RECOVERY_COMPONENTS.filter(({ name }) => selected.includes(name)),
      files: siteFiles(this.path),
    };
  }

  /** Puts everything into service, as `coze apply` does. */
  async apply(options: RecoveryOptions = {}): Promise<void> {
    const { context, components } = this.scope(options);
    const here = inOrder(context.site, components).filter(({ name }) => context.site.isHere(name));
    const steps = [...openingSteps(context.site, here), ...here.flatMap((component) => stepsOf(context.site, component))];
    const { failed } = await applySteps(context, steps, { begins: () => undefined, ends: () => undefined });
    if (failed !== undefined) throw new Error(`${failed.step.id}: ${failed.why.en}`);
  }

  /** `coze` in a process of its own. `code` is undefined when a signal ended it. */
  coze(args: readonly string[], killAfter?: RegExp): Promise<{ code: number | undefined; stdout: string; stderr: string }> {
    const all = ["--import", "@oxc-node/core/register", COZE, ...args, "--root", this.path, "--lang", "en", "--systemctl", PLAIN_SYSTEMCTL];
    const env = { PATH: process.env.PATH, ...(killAfter === undefined ? {} : { KILL_AFTER: killAfter.source }) };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, all, { env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? undefined, stdout, stderr }),
      );
    });
  }

  state(unit: string): Promise<string> {
    return plainSystemctl(this.path, "is-active", unit).catch(() => "inactive");
  }

  /** Which release of Studio wrote this when it started. */
  async serving(): Promise<string> {
    return (await readFile(join(this.path, "var/lib/coze/studio/serving"), "utf8")).split(" ")[0] ?? "";
  }

  async discard(): Promise<void> {
    await stopPlainServices(this.path);
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The English sentence of whatever was thrown. */
export const sentenceOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it did not fail",
    (error) => failureText(error).en,
  );
