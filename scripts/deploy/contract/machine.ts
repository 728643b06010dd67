/** The seam between rules and the machine: everything that touches processes and services goes through it. */
export interface Machine {
  /** Nothing is started: another root than "/" without `--systemctl`, or a machine whose systemd does not run. */
  readonly staged: boolean;
  /** Whether this process may create users and give files away. */
  readonly isRoot: boolean;
  /** Runs a program without a shell. A code other than 0 is an answer, not an exception; a missing program throws. */
  run(command: Command): Promise<Output>;
  readonly services: Services;
  /** The path of a program on PATH, or undefined. */
  find(program: string): string | undefined;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to a small clean environment (PATH, LANG=C.UTF-8, HOME). The place for secrets: never in `args` (visible in `ps`). */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Standard input from this file, for dumps too large for memory. */
  readonly inputFile?: string;
  /** Standard output into this file (made 0600) instead of into `stdout`. */
  readonly outputFile?: string;
  /** Runs as this system user (with `setpriv`), as the builds of checkouts do. Ignored when this process is not root. */
  readonly user?: string;
  readonly cwd?: string;
  /** Milliseconds; 60 000 when left out. The process is killed and the code is 124. */
  readonly timeoutMs?: number;
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** systemd, through `systemctl` and `journalctl`. */
export interface Services {
  /** `daemon-reload`: reads the unit files again. */
  reload(): Promise<void>;
  isEnabled(unit: string): Promise<boolean>;
  enable(units: readonly string[]): Promise<void>;
  disable(units: readonly string[]): Promise<void>;
  /** @throws Error with the unit's state and its last journal lines when it does not start. */
  start(unit: string): Promise<void>;
  restart(unit: string): Promise<void>;
  /** The unit's own `ExecReload`, without a new process. */
  reloadUnit(unit: string): Promise<void>;
  stop(unit: string): Promise<void>;
  state(unit: string): Promise<UnitState>;
  /** `systemctl status` with the last lines of its journal, for evidence. */
  journal(unit: string, lines: number): Promise<string>;
}

export type UnitState = "active" | "activating" | "deactivating" | "failed" | "inactive" | "absent";
