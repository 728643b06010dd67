/** systemd by its own program. `--systemctl PROGRAM` stands in for it; it then learns the root from `COZE_ROOT`. */
import { Failure } from "../contract/failure.js";
import type { Machine, Output, Services, UnitState } from "../contract/machine.js";
import { text } from "../contract/text.js";

/** What `systemctl show` answers for `ActiveState`, in our words; what is not listed is between two states. */
const STATES: Readonly<Record<string, UnitState>> = {
  active: "active",
  reloading: "active",
  refreshing: "active",
  activating: "activating",
  deactivating: "deactivating",
  failed: "failed",
  inactive: "inactive",
};

/** A unit may take as long as its `TimeoutStartSec`, and stopping a database takes time: systemd has the limits. */
const JOB_TIMEOUT_MS = 30 * 60_000;
const JOURNAL_LINES = 20;

export interface SystemctlOptions {
  readonly run: Machine["run"];
  readonly program: string;
  readonly root: string;
}

export const createServices = ({ run, program, root }: SystemctlOptions): Services => {
  const ask = (...args: string[]): Promise<Output> => run({ program, args, env: { COZE_ROOT: root }, timeoutMs: JOB_TIMEOUT_MS });
  /** `status` shows the words of the present start alone: of a unit that ends again and again, those of its last end count. */
  const journal = async (unit: string, lines: number): Promise<string> => {
    const { stdout } = await ask("status", "--no-pager", "--full", `--lines=${lines}`, unit);
    if (program !== "systemctl") return stdout.trim();
    const words = await run({ program: "journalctl", args: ["--no-pager", `--lines=${lines}`, "--unit", unit] });
    return `${stdout.trim().split("\n\n")[0]}\n${words.stdout.trim()}`;
  };
  const must = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await ask(...args);
    if (code !== 0) throw refused(`systemctl ${args.join(" ")}`, stderr);
  };
  const job = async (verb: string, unit: string): Promise<void> => {
    const { code, stderr } = await ask(verb, unit);
    if (code !== 0) throw refused(`systemctl ${verb} ${unit}`, `${stderr.trim()}\n${await journal(unit, JOURNAL_LINES)}`);
  };
  return {
    reload: () => must("daemon-reload"),
    isEnabled: async (unit) => (await ask("is-enabled", unit)).stdout.trim() === "enabled",
    enable: (units) => must("enable", ...units),
    disable: (units) => must("disable", ...units),
    start: (unit) => job("start", unit),
    restart: (unit) => job("restart", unit),
    reloadUnit: (unit) => job("reload", unit),
    stop: (unit) => job("stop", unit),
    state: async (unit) => stateOf((await ask("show", "--property=LoadState,ActiveState", unit)).stdout),
    journal,
  };
};

const stateOf = (shown: string): UnitState => {
  const properties = Object.fromEntries(shown.split("\n").map((line) => line.split("=", 2) as [string, string]));
  const state = STATES[properties.ActiveState ?? ""] ?? "activating";
  // A unit whose file was removed may still run.
  return properties.LoadState === "not-found" && state === "inactive" ? "absent" : state;
};

const refused = (what: string, said: string): Failure =>
  new Failure(text(`${what} failed:\n${said.trim()}`, `${what} 失败：\n${said.trim()}`));
