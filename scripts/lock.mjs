/**
 * One set-up at a time, between processes. The holder keeps the lock file's time fresh while it works, so a lock left
 * behind by a killed process is known by its age, whoever the process was and wherever it ran.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { say } from "./process.mjs";

const HEARTBEAT_MS = 1000;
const STALE_AFTER_MS = 15_000;
const POLL_MS = 200;

/** Runs `work` while holding the lock; waits, and says so once, while another process holds it. */
export async function withLock(path, work) {
  const release = await acquire(path);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

async function acquire(path) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: `${process.pid}-${Date.now()}-${Math.random()}` });
  mkdirSync(dirname(path), { recursive: true });
  let waiting = false;
  while (!create(path, mine)) {
    const theirs = read(path);
    if (theirs !== undefined && isStale(path, theirs)) {
      takeAway(path, theirs);
      continue;
    }
    if (!waiting) say(`Another set-up is at work here (process ${holder(theirs).pid ?? "unknown"}); waiting for it.`);
    waiting = true;
    await pause(POLL_MS);
  }
  const heartbeat = setInterval(() => touch(path, mine), HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
    if (read(path) === mine) rmSync(path, { force: true });
  };
}

function create(path, content) {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function touch(path, mine) {
  if (read(path) === mine) utimesSync(path, new Date(), new Date());
}

function holder(content) {
  try {
    return JSON.parse(content);
  } catch {
    return {}; // created a moment ago and not written yet
  }
}

function isStale(path, content) {
  const { pid, host } = holder(content);
  if (host === hostname() && pid !== undefined && !isAlive(pid)) return true;
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > STALE_AFTER_MS;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two waiters may judge the same lock stale; the slower one would move the faster one's new lock, and puts it back. */
function takeAway(path, stale) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}
