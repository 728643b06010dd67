/** Which entry of the manifest a component means, and whether what was built from one commit stays together. */
import type { ArtefactNeed } from "../contract/component.js";
import { Failure } from "../contract/failure.js";
import { text } from "../contract/text.js";
import type { Arch, Artefact, Manifest } from "./manifest.js";

/** Products of which several artefacts are built from one checkout: server, pages, schema and settings must agree. */
const BOUND = ["studio", "loop", "gateway"] as const;

export const machineArch = (): Arch => (process.arch === "arm64" ? "arm64" : "x86_64");

/** `8.4` means `8.4.5`, `0.5.1` means `0.5.1+22275b1c`, but `8.4` does not mean `8.40`. Empty means any. */
export const isVersion = (version: string, wanted: string): boolean =>
  wanted === "" || version === wanted || (version.startsWith(wanted) && [".", "+", "-"].includes(version.charAt(wanted.length)));

/** The highest version that the need means, its own architecture before `any`. @throws Failure when commits are mixed. */
export const findArtefact = (manifest: Manifest, need: Pick<ArtefactNeed, "name" | "version">, arch: Arch): Artefact | undefined => {
  const fitting = manifest.artefacts.filter(
    (artefact) => artefact.name === need.name && isVersion(artefact.version, need.version) && isFor(artefact, arch),
  );
  const [found] = [...fitting].sort((a, b) => compareVersions(b.version, a.version) || Number(a.arch === "any") - Number(b.arch === "any"));
  if (found !== undefined) refuseMixture(manifest, found, fitting);
  return found;
};

const isFor = (artefact: Artefact, arch: Arch): boolean => artefact.arch === arch || artefact.arch === "any";

/** Part by part, numbers as numbers: 8.4.10 comes after 8.4.9. What follows `+` decides nothing. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => plain(version).split(/[.-]/)) as [string[], string[]];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
};

const compareParts = (a: string, b: string): number => {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b);
  if (numbers) return Number(a) - Number(b);
  return a < b ? -1 : Number(a > b);
};

const plain = (version: string): string => version.split("+")[0] ?? "";
const commitOf = (version: string): string | undefined => version.split("+")[1];
const productOf = (name: string): string | undefined => BOUND.find((product) => name === product || name.startsWith(`${product}-`));

const refuseMixture = (manifest: Manifest, found: Artefact, fitting: readonly Artefact[]): void => {
  const product = productOf(found.name);
  if (product === undefined) return;
  const siblings = manifest.artefacts.filter(({ name }) => productOf(name) === product);
  const names = new Set(siblings.map(({ name }) => name));
  const commits = new Set(fitting.filter(({ version }) => plain(version) === plain(found.version)).map(({ version }) => version));
  if (commits.size > 1) throw severalCommits(found.name, [...commits]);
  if (names.size === 1) return;
  const apart = [...names].filter((name) => !siblings.some((other) => other.name === name && isOneBuild(other, found)));
  if (apart.length > 0 || commitOf(found.version) === undefined) throw mixedCommits(found, apart);
};

const isOneBuild = (a: Artefact, b: Artefact): boolean => commitOf(a.version) === commitOf(b.version);

const severalCommits = (name: string, versions: readonly string[]): Failure =>
  new Failure(
    text(
      `${name}: the manifest holds several builds of one version (${versions.join(", ")}). Write the whole version, with its commit, into site.env.`,
      `${name}：清单中同一版本有多个构建（${versions.join("、")}）。请在 site.env 中写出带提交号的完整版本。`,
    ),
  );

const mixedCommits = (found: Artefact, apart: readonly string[]): Failure => {
  const others = apart.length > 0 ? apart.join(", ") : found.name;
  return new Failure(
    text(
      `${found.name} ${found.version}: the artefacts of one product must be built from one commit (version+commit), but ${others} is not of this one. Build or copy them together.`,
      `${found.name} ${found.version}：同一产品的制品必须来自同一次提交（版本+提交号），而 ${others} 不是。请一起构建或复制。`,
    ),
  );
};
