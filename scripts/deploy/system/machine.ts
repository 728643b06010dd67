/** The machine that everything is done on. Two machines in one process share nothing. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../contract/failure.js";
import type { Command, Machine } from "../contract/machine.js";
import { text } from "../contract/text.js";
import { runProgram } from "./processes.js";
import { createServices } from "./systemctl.js";
import { requireUser } from "./users.js";

export interface MachineOptions {
  /** "/" or the absolute prefix of `--root`. */
  readonly root: string;
  /** Stands in for systemctl. */
  readonly systemctl?: string;
  /** Hears of every program before it is run: `--trace`. */
  readonly trace?: (line: string) => void;
}

const PATH = process.env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** There when systemd is the machine's init (sd_booted(3)). */
const SYSTEMD_RUNS = "/run/systemd/system";

export const createMachine = ({ root, systemctl, trace = () => undefined }: MachineOptions): Machine => {
  const isRoot = root === "/" && process.getuid?.() === 0;
  const run: Machine["run"] = async (command) => {
    const launched = isRoot && command.user !== undefined ? await asUser(command, command.user) : command;
    trace([launched.program, ...launched.args].join(" "));
    const { user: _, ...launch } = launched;
    return runProgram({ ...launch, env: { PATH, LANG: "C.UTF-8", HOME: process.env.HOME ?? "/", ...launch.env } });
  };
  const staged = systemctl === undefined && (root !== "/" || !existsSync(SYSTEMD_RUNS));
  return {
    staged,
    isRoot,
    run,
    services: staged ? noServices() : createServices({ run, program: systemctl ?? "systemctl", root }),
    find,
  };
};

/** `--inh-caps=-all`: what root may does not pass to the user's programs by inheritance. */
const asUser = async (command: Command, name: string): Promise<Command> => {
  const { uid, gid, home } = await requireUser(name);
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--init-groups", "--inh-caps=-all", "--no-new-privs"];
  return {
    ...command,
    program: "setpriv",
    args: [...identity, "--", command.program, ...command.args],
    env: { HOME: home, USER: name, LOGNAME: name, ...command.env },
  };
};

const find = (program: string): string | undefined => {
  if (program.includes("/")) return isExecutable(program) ? program : undefined;
  return PATH.split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Where nothing is started, a unit is never running, and asking for a start is a mistake of the program. */
const noServices = (): Machine["services"] => {
  const refuse = async (): Promise<never> => {
    throw new Failure(
      text(
        "no service manager here: with --root nothing is started, unless --systemctl names a program",
        "此处没有服务管理器：使用 --root 时不会启动任何服务，除非用 --systemctl 指定程序",
      ),
    );
  };
  return {
    ...{ reload: refuse, enable: refuse, disable: refuse, start: refuse, restart: refuse, reloadUnit: refuse },
    stop: async () => undefined,
    isEnabled: async () => false,
    state: async () => "inactive",
    journal: async () => "",
  };
};
