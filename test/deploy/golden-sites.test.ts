/**
 * Everything that is rendered for a single host and for each of three, beside the files that were read and found good.
 * A change on purpose: `npx vitest run --config test/vitest.config.ts test/deploy/golden-sites.test.ts -u`, then read the diff.
 */
import { expect, test } from "vitest";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import type { Component } from "../../scripts/deploy/contract/component.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { unitText } from "../../scripts/deploy/units/service-unit.js";
import { placedHere, renderedSite, THREE_HOSTS } from "../support/rendered-sites.js";

/** Those that the first run makes, told apart so that one in the wrong place is seen, and as long as AES keys. */
const MADE = COMPONENTS.flatMap(({ variables }) => variables.filter(({ make }) => make).map(({ key }) => key));
const SECRETS = Object.fromEntries(MADE.map((key) => [key, `SECRET${key.replaceAll("_", "")}`.padEnd(32, "x").slice(0, 32)]));

const rendered = (site: Site, component: Component): string => {
  const { account, folders, files, units, services, ports } = component.describe(site);
  return [
    `######## ${component.name}`,
    ...(account ? [`user ${account.name}`] : []),
    ...ports.map(({ port, isPublic }) => `port ${port}${isPublic ? " public" : ""}`),
    ...services.map(({ unit }) => `service ${unit}`),
    ...folders.map(({ path, mode, owner = "root" }) => `folder ${mode.toString(8)} ${owner} ${path}`),
    ...files.map(
      ({ path, mode, owner = "root", group = owner, content }) => `#### ${mode.toString(8)} ${owner}:${group} ${path}\n${content}`,
    ),
    ...units.map((unit) => `#### ${unit.name}\n${unitText(unit)}`),
  ].join("\n");
};

test.each([
  ["single", {}],
  ["three-app", { here: "app", variables: THREE_HOSTS }],
  ["three-data", { here: "data", variables: THREE_HOSTS }],
  ["three-loop", { here: "loop", variables: THREE_HOSTS }],
])("%s", async (name, options) => {
  const site = renderedSite({ ...options, secrets: SECRETS });
  const text = placedHere(site)
    .map((component) => rendered(site, component))
    .join("\n");
  await expect(`${text}\n`).toMatchFileSnapshot(`../fixtures/deploy/golden/${name}.txt`);
});
