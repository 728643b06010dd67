/** Small programs that stand where a product's own would: shell scripts that write down how they were called. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** `body` sees `$CALLS`, the file that each line of arguments goes to before it runs. */
export const fakeProgram = async (path: string, body: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\nCALLS='${path}.calls'\nprintf '%s\\n' "$*" >> "$CALLS"\n${body}\n`);
  await chmod(path, 0o755);
};

export const callsOf = async (path: string): Promise<readonly string[]> =>
  (await readFile(`${path}.calls`, "utf8").catch(() => "")).split("\n").filter(Boolean);
