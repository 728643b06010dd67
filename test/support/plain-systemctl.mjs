/**
 * Stands in for systemctl where no systemd runs; `plain-systemctl` answers the quick questions itself. It reads the units
 * below `$COZE_ROOT/etc/systemd/system` and runs them as plain background processes of the calling user.
 *
 * Like systemd it runs a unit as it was at the last `daemon-reload` (or when first asked for), so a forgotten reload shows.
 * Known: Type simple | exec | oneshot | forking (PIDFile) and notify (as simple), ExecStartPre, ExecStart, ExecStartPost,
 * ExecReload, ExecStop, Environment, EnvironmentFile, LoadCredential, WorkingDirectory, RuntimeDirectory, KillSignal,
 * TimeoutStopSec, RemainAfterExit, WantedBy, PartOf of targets. Not known: users, sandboxes, limits, restarts, ordering.
 * State and output are in `$COZE_ROOT/run/plain-systemctl`. A service ends when `$COZE_ROOT` is removed.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLine, environmentFile, parseUnit, words } from "./unit-file.mjs";

const ROOT = process.env.COZE_ROOT ?? "/";
const UNITS = join(ROOT, "etc/systemd/system");
const STATE = join(ROOT, "run/plain-systemctl");
const LOADED = join(STATE, "loaded");
/** For a unit without TimeoutStopSec. */
const STOP_SECONDS = 20;

class Refusal extends Error {}

const fileOf = (unit, suffix) => join(STATE, `${unit}.${suffix}`);
const readOr = (path, otherwise) => (fs.existsSync(path) ? fs.readFileSync(path, "utf8") : otherwise);
/** One line that `plain-systemctl` reads as well: the state, and of an active unit its process and when that started, or "exited". */
const remembered = (unit) => {
  const [state, pid, startedAt] = readOr(fileOf(unit, "state"), "inactive").trim().split(" ");
  return pid === undefined || pid === "exited" ? { state, exited: pid === "exited" } : { state, pid: Number(pid), startedAt };
};
const remember = (unit, { state, pid, startedAt, exited }) => {
  const line = [state, ...(exited ? ["exited"] : []), ...(pid === undefined ? [] : [pid, startedAt])].join(" ");
  fs.writeFileSync(`${fileOf(unit, "state")}.new`, `${line}\n`);
  fs.renameSync(`${fileOf(unit, "state")}.new`, fileOf(unit, "state"));
};
const log = (unit, line) => fs.appendFileSync(fileOf(unit, "log"), `${line}\n`);

/** The unit as systemd knows it, or undefined. */
const load = (unit) => {
  const known = join(LOADED, unit);
  if (!fs.existsSync(known)) {
    if (!fs.existsSync(join(UNITS, unit))) return undefined;
    fs.copyFileSync(join(UNITS, unit), known);
  }
  return parseUnit(fs.readFileSync(known, "utf8"));
};
const require = (unit) => {
  const found = load(unit);
  if (!found) throw new Refusal(`Unit ${unit} not found.`);
  return found;
};
const last = (unit, section, key) => unit[section]?.[key]?.at(-1);
const all = (unit, section, key) => unit[section]?.[key] ?? [];

/** Field 22 of /proc/<pid>/stat and the state before it: a number that is used again is another process. */
const startOf = (pid) => {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === undefined || state === "" || state === "Z" ? undefined : fields[18];
};
/** A process that was gone before its start could be read has none, and does not run. */
const runs = ({ pid, startedAt }) => pid !== undefined && Boolean(startedAt) && startOf(pid) === startedAt;

const stateOf = (unit) => {
  const known = remembered(unit);
  if (known.state !== "active" || known.exited) return known.state;
  return runs(known) ? "active" : "failed";
};

const linksOf = (unit, description) =>
  all(description, "Install", "WantedBy")
    .flatMap(words)
    .map((target) => join(UNITS, `${target}.wants`, unit));
const enable = (unit) => {
  for (const link of linksOf(unit, parseUnit(readOr(join(UNITS, unit), "")))) {
    fs.mkdirSync(join(link, ".."), { recursive: true });
    if (!fs.existsSync(link)) fs.symlinkSync(join(UNITS, unit), link);
  }
};
const wantsFolders = () => (fs.existsSync(UNITS) ? fs.readdirSync(UNITS).filter((name) => name.endsWith(".wants")) : []);
const disable = (unit) => {
  for (const folder of wantsFolders()) fs.rmSync(join(UNITS, folder, unit), { force: true });
};

/** What the unit's processes are given: nothing of ours but PATH. */
const surroundings = (name, unit) => {
  const credentials = join(STATE, "credentials", name);
  const env = { PATH: process.env.PATH, LANG: "C.UTF-8", USER: last(unit, "Service", "User") ?? "root" };
  for (const folder of all(unit, "Service", "RuntimeDirectory").flatMap(words)) {
    env.RUNTIME_DIRECTORY = join(ROOT, "run", folder);
    fs.mkdirSync(env.RUNTIME_DIRECTORY, { recursive: true });
  }
  for (const entry of all(unit, "Service", "LoadCredential")) {
    fs.mkdirSync(credentials, { recursive: true, mode: 0o700 });
    const [id, path] = entry.split(":", 2);
    fs.rmSync(join(credentials, id), { force: true });
    fs.writeFileSync(join(credentials, id), fs.readFileSync(path), { mode: 0o400 });
    env.CREDENTIALS_DIRECTORY = credentials;
  }
  const specifiers = { n: name, N: name.replace(/\.[a-z]+$/, ""), d: credentials, t: join(ROOT, "run"), "%": "%" };
  for (const assignment of all(unit, "Service", "Environment").flatMap((line) => words(line, specifiers))) {
    env[assignment.split("=")[0]] = assignment.slice(assignment.indexOf("=") + 1);
  }
  for (const path of all(unit, "Service", "EnvironmentFile")) {
    if (path.startsWith("-") && !fs.existsSync(path.slice(1))) continue;
    Object.assign(env, environmentFile(fs.readFileSync(path.replace(/^-/, ""), "utf8")));
  }
  const cwd = (last(unit, "Service", "WorkingDirectory") ?? "/").replace(/^-/, "").replaceAll("%%", "%");
  return { env, cwd, specifiers };
};

/** Runs the command lines of a key one after the other. A line that begins with "-" may fail. */
const runAll = (name, unit, { key, around }) => {
  const output = fs.openSync(fileOf(name, "log"), "a");
  for (const line of all(unit, "Service", key)) {
    const { program, args, mayFail } = commandLine(line, around);
    const { status, error } = spawnSync(program, args, { ...around, stdio: ["ignore", output, output] });
    if (status === 0 || mayFail) continue;
    log(name, `${key}: ${program} ended with ${status ?? error?.message}`);
    fs.closeSync(output);
    return false;
  }
  fs.closeSync(output);
  return true;
};

const fail = (name, why) => {
  remember(name, { state: "failed" });
  throw new Refusal(`Job for ${name} failed because ${why}. See "systemctl status ${name}".`);
};

const start = async (name) => {
  const unit = require(name);
  if (stateOf(name) === "active") return;
  if (name.endsWith(".target")) {
    remember(name, { state: "active", exited: true });
    const wanted = join(UNITS, `${name}.wants`);
    for (const other of fs.existsSync(wanted) ? fs.readdirSync(wanted) : []) await start(other);
    return;
  }
  const around = surroundings(name, unit);
  if (!fs.existsSync(around.cwd)) fail(name, `its WorkingDirectory ${around.cwd} is not there`);
  if (!runAll(name, unit, { key: "ExecStartPre", around })) fail(name, "an ExecStartPre ended with an error");
  const type = last(unit, "Service", "Type") ?? "simple";
  if (type === "oneshot" || type === "forking") {
    if (!runAll(name, unit, { key: "ExecStart", around })) fail(name, "its process ended with an error");
    const pidFile = last(unit, "Service", "PIDFile");
    const pid = type === "forking" && pidFile ? Number(fs.readFileSync(pidFile, "utf8")) : undefined;
    const stays = pid === undefined && last(unit, "Service", "RemainAfterExit") === "yes";
    if (pid !== undefined) remember(name, { state: "active", pid, startedAt: startOf(pid) });
    else remember(name, stays ? { state: "active", exited: true } : { state: "inactive" });
  } else await startProcess(name, unit, around);
  if (!runAll(name, unit, { key: "ExecStartPost", around })) fail(name, "an ExecStartPost ended with an error");
};

/** Watches from outside: a test run that was killed leaves no service behind once its folder is gone. */
const WATCHDOG = 'while [ -d "$1" ] && kill -0 "$2" 2>/dev/null; do sleep 1; done; [ -d "$1" ] || kill -9 "-$2" 2>/dev/null';

const startProcess = async (name, unit, around) => {
  const { program, args } = commandLine(last(unit, "Service", "ExecStart"), around);
  const output = fs.openSync(fileOf(name, "log"), "a");
  const child = spawn(program, args, { ...around, detached: true, stdio: ["ignore", output, output] });
  try {
    await once(child, "spawn");
  } catch (error) {
    log(name, error.message);
    fail(name, `${basename(program)} cannot be run: ${error.message}`);
  }
  remember(name, { state: "active", pid: child.pid, startedAt: startOf(child.pid) });
  spawn("/bin/sh", ["-c", WATCHDOG, "sh", ROOT, String(child.pid)], { detached: true, stdio: "ignore" }).unref();
  child.unref();
};

const stop = async (name) => {
  const unit = load(name) ?? {};
  if (name.endsWith(".target")) {
    for (const other of fs.readdirSync(LOADED)) {
      if (other !== name && all(load(other), "Unit", "PartOf").flatMap(words).includes(name)) await stop(other);
    }
  }
  const known = remembered(name);
  if (runs(known)) {
    runAll(name, unit, { key: "ExecStop", around: { ...surroundings(name, unit), env: { ...process.env, MAINPID: String(known.pid) } } });
    await end(known, unit);
  }
  fs.rmSync(join(STATE, "credentials", name), { recursive: true, force: true });
  remember(name, { state: "inactive" });
};

const signalGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone meanwhile.
  }
};

const end = async (known, unit) => {
  signalGroup(known.pid, last(unit, "Service", "KillSignal") ?? "SIGTERM");
  const giveUpAt = Date.now() + (Number.parseInt(last(unit, "Service", "TimeoutStopSec") ?? "", 10) || STOP_SECONDS) * 1000;
  while (runs(known)) {
    if (Date.now() > giveUpAt) signalGroup(known.pid, "SIGKILL");
    await sleep(10);
  }
};

const reload = (name) => {
  const unit = require(name);
  const known = remembered(name);
  if (stateOf(name) !== "active") throw new Refusal(`Unit ${name} is not active, cannot reload.`);
  const around = surroundings(name, unit);
  const withPid = { ...around, env: { ...around.env, MAINPID: String(known.pid) } };
  if (!runAll(name, unit, { key: "ExecReload", around: withPid })) throw new Refusal(`Job for ${name} failed.`);
};

const restart = async (name) => {
  await stop(name);
  await start(name);
};

const status = (name, lines) =>
  [`${name}: ${stateOf(name)}`, ...readOr(fileOf(name, "log"), "").trimEnd().split("\n").slice(-lines)].join("\n");

const each = async (units, work) => {
  for (const unit of units) await work(unit);
};

const main = async ([verb, ...rest]) => {
  const units = rest.filter((word) => !word.startsWith("-"));
  const lines = Number(rest.find((word) => word.startsWith("--lines="))?.slice("--lines=".length) ?? 10);
  fs.mkdirSync(LOADED, { recursive: true });
  if (verb === "status") console.log(units.map((unit) => status(unit, lines)).join("\n\n"));
  else {
    const work = { start, stop, restart, reload, enable, disable }[verb];
    if (!work) throw new Refusal(`Unknown command verb ${verb}.`);
    await each(units, work);
  }
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
