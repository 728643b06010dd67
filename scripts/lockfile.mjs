/**
 * package-lock.json must install anywhere: it names no download addresses, and it lists the packages of every platform.
 * npm leaves out a platform's package when the registry in use does not serve it; `npm ci` then refuses the whole file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { inRoot, Refusal } from "./process.mjs";

const FILE = inRoot("package-lock.json");

/** @throws Refusal listing what is wrong; with `fix` it is put right instead. */
export function checkLockfile({ fix = false } = {}) {
  const lock = JSON.parse(readFileSync(FILE, "utf8"));
  const addresses = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith("http"));
  const missing = missingPlatforms(lock.packages);
  if (addresses.length + missing.length === 0) return;
  if (!fix) throw new Refusal(describe(addresses, missing));
  for (const [, entry] of addresses) delete entry.resolved;
  for (const { path, entry } of missing) lock.packages[path] = entry;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}

function describe(addresses, missing) {
  const problems = [
    ...addresses.map(([path]) => `${path} has a download address.`),
    ...missing.map(({ path }) => `${path} is asked for by an optional dependency and has no entry, so npm ci refuses the file.`),
  ];
  return `${problems.join("\n")}\nnpm run check -- --fix puts package-lock.json right.`;
}

function missingPlatforms(packages) {
  return Object.entries(packages).flatMap(([owner, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => /^\d/.test(version) && !isListed(packages, owner, name))
      .map(([name, version]) => ({ path: `node_modules/${name}`, entry: platformEntry(entry, name, version) })),
  );
}

/** Node's own search: beside the owner, then in each folder above. */
function isListed(packages, owner, name) {
  const folders = owner.split("/node_modules/").map((_, index, parts) => parts.slice(0, index + 1).join("/node_modules/"));
  return ["", ...folders].some((folder) => `${folder === "" ? "" : `${folder}/`}node_modules/${name}` in packages);
}

/** The package's name tells its platform (`…-linux-x64-musl`); its checksum is unknown here and is left to npm. */
function platformEntry(owner, name, version) {
  const [, os, cpu, libc] = name.match(/(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-(musl|gnu))?/) ?? [];
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(owner.dev && { dev: true }),
    ...(os === "linux" && libc && { libc: [libc === "gnu" ? "glibc" : "musl"] }),
    ...(owner.license && { license: owner.license }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
