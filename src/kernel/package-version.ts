/** The version of this package, for people and clients that ask. */
import { existsSync, readFileSync } from "node:fs";

/** The same file runs from `src/` and from `dist/src/`: the package's root is the first folder above that has its file. */
export const packageVersion = (): string => {
  const candidates = ["../../package.json", "../../../package.json"].map((path) => new URL(path, import.meta.url));
  const found = candidates.find((url) => existsSync(url));
  return found ? (JSON.parse(readFileSync(found, "utf8")) as { version: string }).version : "unknown";
};
