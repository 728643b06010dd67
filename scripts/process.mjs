/** What every developer command shares: where the project is, how it talks, and how it runs other programs. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const inRoot = (...parts) => join(ROOT, ...parts);

/** Why a command cannot go on, in a sentence for the person who typed it: shown without a stack. */
export class Refusal extends Error {}

/** Talk goes to stderr, so that what a command prints on stdout can be piped into a file. */
export const say = (sentence) => process.stderr.write(`${sentence}\n`);

export const secondsSince = (startedMs) => `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;

/** Both ways of typing Ctrl-C reach us: from the terminal and, a moment later, copied by npm. One second counts as one. */
const REPEATED_SIGNAL_MS = 1000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program to its end and resolves to its exit code and, with `capture`, to what it printed. Signals are passed
 * on once; the child leads its own process group, so that the terminal does not deliver them a second time.
 */
export function run(command, args, { capture = false, env = {}, stdin = "ignore" } = {}) {
  const stream = capture ? "pipe" : "inherit";
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: [stdin, stream, stream],
    detached: process.platform !== "win32",
  });
  const output = { stdout: "", all: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
    output.all += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    output.all += text;
  });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code: code ?? exitCodeOf(signal), ...output }));
  }).finally(stopForwarding);
}

/** Runs a JavaScript file with this very Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

function forwardSignals(child) {
  let lastMs = Number.NEGATIVE_INFINITY;
  const forward = (signal) => {
    if (Date.now() - lastMs < REPEATED_SIGNAL_MS) return;
    lastMs = Date.now();
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, forward);
  };
}

/** A shell's convention: 128 + the number of the signal. */
const exitCodeOf = (signal) => ({ SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 })[signal] ?? 1;

/** The frame of every command: `--help` prints its usage, a refusal is a sentence, and the exit code is kept. */
export async function command(usage, work) {
  if (process.argv[2] === "--help" || process.argv[2] === "-h") {
    process.stdout.write(`${usage.trim()}\n`);
    return;
  }
  try {
    process.exitCode = (await work(process.argv.slice(2))) ?? process.exitCode;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
