/** Components that stand for others in a test's site: their variables, and what the test says about them. */
import type { Component, Description } from "../../scripts/deploy/contract/component.js";
import type { ComponentName } from "../../scripts/deploy/contract/names.js";
import type { Variable } from "../../scripts/deploy/contract/site.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { text } from "../../scripts/deploy/contract/text.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { createMachine, type MachineOptions } from "../../scripts/deploy/system/machine.js";

const NOTHING: Description = {
  ...{ memoryMb: 0, ports: [], artefacts: [], folders: [], files: [], units: [], prepare: [], services: [] },
  ...{ init: [], checks: [], backup: [] },
};

/** A component of this name that describes what is given, and nothing else. */
export const stubComponent = (
  name: ComponentName,
  description: Partial<Description> = {},
  variables: readonly Variable[] = [],
): Component => ({
  ...{ name, target: "infra", title: text(name, name), variables, places: { external: true, none: true } },
  needs: () => [],
  problems: () => [],
  describe: () => ({ ...NOTHING, ...description }),
});

const variable = (key: string, value: string): Variable => ({ key, value, kind: "text", meaning: text(key, key) });
const secret = (key: string): Variable => ({ key, kind: "secret", meaning: text(key, key) });

/** Stand-ins for what the gateway calls, with the variables and defaults that it reads of them. */
export const gatewayNeighbours = (): readonly Component[] => [
  stubComponent("mysql", {}, [
    ...[variable("MYSQL_PORT", "3306"), variable("MYSQL_GATEWAY_DATABASE", "gateway"), variable("MYSQL_GATEWAY_USER", "gateway")],
    secret("MYSQL_GATEWAY_PASSWORD"),
  ]),
  stubComponent("redis-gateway", {}, [variable("REDIS_GATEWAY_PORT", "6381"), secret("REDIS_GATEWAY_PASSWORD")]),
  {
    ...stubComponent("studio", {}, [variable("STUDIO_PORT", "8892"), variable("STUDIO_URL", "https://studio.test")]),
    needs: () => ["minio"],
  },
  stubComponent("loop", {}, [variable("LOOP_URL", "https://loop.test")]),
  stubComponent("minio", {}, [variable("MINIO_PORT", "9000")]),
  { ...stubComponent("nginx"), needs: () => ["gateway"] },
];

/** A site of these components on one machine, and the machine. */
export const contextOf = (
  components: readonly Component[],
  values: { readonly variables?: Record<string, string>; readonly secrets?: Record<string, string> } & Partial<MachineOptions>,
): Context => {
  const { variables = {}, secrets = {}, root = "/", ...machine } = values;
  return {
    site: siteFrom({ components, variables, secrets, root }),
    machine: createMachine({ root, ...machine }),
    options: { allowDrops: false, online: false, yes: true },
    say: () => undefined,
  };
};
