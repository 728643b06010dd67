/** Runs programs to their end: without a shell, in a clean environment, in a process group that can be ended as a whole. */
import { type ChildProcess, spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { Failure } from "../contract/failure.js";
import type { Command, Output } from "../contract/machine.js";
import { text } from "../contract/text.js";

/** What a program is started with once `user` has been resolved. */
export interface Launch extends Omit<Command, "user"> {
  readonly env: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 60_000;
/** `timeout(1)`'s code for "took too long". */
const TIMED_OUT = 124;
/** From SIGTERM to SIGKILL. */
const KILL_AFTER_MS = 5_000;
/** As the shell numbers them: 128 + the signal. */
const CODE_OF_SIGNAL: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGSEGV: 139, SIGTERM: 143 };
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @throws Failure when the program does not exist or may not be run, and when a signal interrupts this process meanwhile. */
export const runProgram = async (launch: Launch): Promise<Output> => {
  const input = launch.inputFile === undefined ? undefined : await open(launch.inputFile, "r");
  const output = launch.outputFile === undefined ? undefined : await openOutput(launch.outputFile);
  try {
    return await runToEnd(launch, { input, output });
  } finally {
    await input?.close();
    await output?.close();
  }
};

/** A file that was there keeps its mode when opened: it is narrowed before anything is written. */
const openOutput = async (path: string): Promise<FileHandle> => {
  const file = await open(path, "w", 0o600);
  await file.chmod(0o600);
  return file;
};

const runToEnd = (launch: Launch, files: { input?: FileHandle; output?: FileHandle }): Promise<Output> => {
  const child = spawn(launch.program, launch.args, {
    env: { ...launch.env },
    cwd: launch.cwd ?? "/",
    // A group of its own: a time-out ends what a build has started as well, and a terminal's Ctrl-C comes only through us.
    detached: true,
    stdio: [files.input?.fd ?? (launch.input === undefined ? "ignore" : "pipe"), files.output?.fd ?? "pipe", "pipe"],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // A program that does not read its input to the end is no error of ours; its exit code tells.
  child.stdin?.on("error", () => undefined).end(launch.input);
  const timer = endAfter(child, launch.timeoutMs ?? TIMEOUT_MS);
  const signals = forwardSignals(child);
  return new Promise<Output>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => reject(notStarted(launch, error)));
    child.once("close", (code, signal) => {
      if (signals.interrupted()) return reject(interrupted(launch.program));
      const ended = timer.expired() ? TIMED_OUT : (code ?? CODE_OF_SIGNAL[signal ?? "SIGKILL"] ?? 1);
      resolve({ code: ended, stdout: stdout.join(""), stderr: stderr.join("") });
    });
  }).finally(() => {
    timer.stop();
    signals.stop();
  });
};

const collect = (stream: NodeJS.ReadableStream | null): string[] => {
  const pieces: string[] = [];
  stream?.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  return pieces;
};

const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
};

const endAfter = (child: ChildProcess, timeoutMs: number) => {
  let expired = false;
  let hard: NodeJS.Timeout | undefined;
  const soft = setTimeout(() => {
    expired = true;
    killGroup(child, "SIGTERM");
    hard = setTimeout(() => killGroup(child, "SIGKILL"), KILL_AFTER_MS);
  }, timeoutMs);
  return {
    expired: () => expired,
    stop() {
      clearTimeout(soft);
      clearTimeout(hard);
    },
  };
};

const forwardSignals = (child: ChildProcess) => {
  let interrupted = false;
  const forward = (signal: NodeJS.Signals): void => {
    interrupted = true;
    killGroup(child, signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return {
    interrupted: () => interrupted,
    stop: () => {
      for (const signal of FORWARDED) process.removeListener(signal, forward);
    },
  };
};

const interrupted = (program: string): Failure => new Failure(text(`interrupted while ${program} ran`, `在运行 ${program} 时被中断`));

const notStarted = ({ program, cwd }: Launch, error: NodeJS.ErrnoException): Failure => {
  const where = cwd === undefined ? "" : ` (in ${cwd})`;
  if (error.code === "ENOENT")
    return new Failure(
      text(
        `the program ${program} is not there${where}. Install it, or correct its path in site.env.`,
        `找不到程序 ${program}${where}。请安装它，或在 site.env 中更正其路径。`,
      ),
      { cause: error },
    );
  return new Failure(text(`${program} cannot be started${where}: ${error.message}`, `无法启动 ${program}${where}：${error.message}`), {
    cause: error,
  });
};
