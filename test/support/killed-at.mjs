/**
 * `node --import killed-at.mjs …`: the process kills itself (SIGKILL) just before it touches the machine for the n-th time,
 * n = `$KILL_AT`: a file written, moved, made or removed, or a program started. Without `$KILL_AT` nothing happens.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const killAt = Number(process.env.KILL_AT ?? 0);
let touches = 0;

const counted = (holder, name) => {
  const original = holder[name];
  holder[name] = function touch(...args) {
    touches += 1;
    if (touches === killAt) process.kill(process.pid, "SIGKILL");
    return original.apply(this, args);
  };
};

if (killAt > 0) {
  for (const name of ["writeFile", "rename", "mkdir", "mkdtemp", "rm", "rmdir", "unlink", "link", "symlink", "copyFile", "chmod", "chown"])
    counted(fs.promises, name);
  counted(childProcess, "spawn");
  const file = await fs.promises.open(process.execPath);
  for (const name of ["writeFile", "write", "chmod", "chown", "sync"]) counted(Object.getPrototypeOf(file), name);
  await file.close();
  syncBuiltinESMExports();
}
