/** A release of the gateway below a root that is the project itself: nothing has to be packed and unpacked. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

/** Version 0.1.0, as `coze apply` would leave it. Its dist/ must have been built. */
export const installProjectRelease = async (root: string): Promise<void> => {
  const release = join(root, "opt/coze/gateway/0.1.0");
  await mkdir(release, { recursive: true });
  for (const name of ["dist", "node_modules", "package.json", "schema"]) await symlink(join(PROJECT, name), join(release, name));
  await writeFile(join(release, ".artefact"), `${"0".repeat(64)}\n`);
  await symlink("0.1.0", join(root, "opt/coze/gateway/current"));
};
