/** A root with a release in it, as unpacking or building leaves it, made from a fixture checkout. */
import { cp, mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Context, Options } from "../../scripts/deploy/contract/step.js";
import { createMachine } from "../../scripts/deploy/system/machine.js";
import { anySecrets, renderedSite } from "./rendered-sites.js";

export const FIXTURES = join(import.meta.dirname, "..", "fixtures", "deploy");
export const STUDIO_CHECKOUT = join(FIXTURES, "studio-checkout");
export const LOOP_CHECKOUT = join(FIXTURES, "loop-checkout");

export const newRoot = (): Promise<string> => mkdtemp(join(tmpdir(), "coze-deploy-test-"));

/** `[from the checkout, to the release]`. */
type Copies = readonly (readonly [string, string])[];

const stage = async (root: string, product: string, { checkout, copies }: { checkout: string; copies: Copies }): Promise<void> => {
  const release = join(root, "opt", "coze", product, "1");
  await mkdir(release, { recursive: true });
  for (const [from, to] of copies) {
    await mkdir(dirname(join(release, to)), { recursive: true });
    await cp(join(checkout, from), join(release, to), { recursive: true });
  }
  await symlink("1", join(root, "opt", "coze", product, "current"));
  for (const folder of ["var/lib/coze-deploy", `etc/coze/${product}/conf`, `var/lib/coze/${product}`])
    await mkdir(join(root, folder), { recursive: true });
};

export const stageStudio = (root: string): Promise<void> =>
  stage(root, "studio", {
    checkout: STUDIO_CHECKOUT,
    copies: [
      ["backend/conf", "conf"],
      ["docker", "docker"],
      ["backend/main.go", "opencoze"],
      ["backend/infra/coderunner/impl/script/sandbox.py", "sandbox.py"],
    ],
  });

export const stageLoop = (root: string): Promise<void> =>
  stage(root, "loop", {
    checkout: LOOP_CHECKOUT,
    copies: [
      ["release/deployment/docker-compose/conf", "conf"],
      ["release/deployment/docker-compose/bootstrap", "bootstrap"],
      ["backend/go.mod", "bin/main"],
    ],
  });

export interface ProductContext {
  readonly root: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly options?: Partial<Options>;
}

/** A site with everything placed, on a machine where things run (a stand-in for systemctl says so) and nothing is root's. */
export const productContext = ({ root, variables = {}, secrets = {}, options = {} }: ProductContext): Context => ({
  site: renderedSite({
    root,
    variables: { STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test", GATEWAY_URL: "https://gateway.test", ...variables },
    secrets: { ...anySecrets(), ...secrets },
  }),
  machine: createMachine({ root, systemctl: "true" }),
  options: { allowDrops: false, online: false, yes: true, ...options },
  say: () => undefined,
});
