/** A site on a throw-away machine, worked with as its operator and its callers do: the command line, and http through nginx. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { nginxProgram } from "../support/unpacked-program.js";
import { type Ran, type RunOptions, ThrowAwayMachine } from "./throw-away-machine.js";

export const PROJECT = join(import.meta.dirname, "..", "..");
const COZE = join(PROJECT, "scripts", "deploy", "coze");

export interface Invoked {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
}

export class DeployedSite {
  private constructor(
    readonly machine: ThrowAwayMachine,
    readonly artefacts: string,
  ) {}

  /** A machine with nothing on it but the configuration that `init` wrote and `variables` and `secrets` changed. */
  static async configured(
    artefacts: string,
    values: { variables: Record<string, string>; secrets?: Record<string, string> },
  ): Promise<DeployedSite> {
    const nginx = await nginxProgram();
    if (!nginx) throw new Error("These tests need nginx.");
    const site = new DeployedSite(await ThrowAwayMachine.boot(), artefacts);
    // As its package would: it may lie in a folder here that the unit's user cannot enter.
    await site.machine.must("install", [nginx, "/usr/sbin/nginx"]);
    await site.must("init");
    await site.set("site.env", { ARTIFACTS_DIR: artefacts, ...values.variables });
    await site.set("secrets.env", values.secrets ?? {});
    return site;
  }

  coze(words: string, options: RunOptions = {}): Promise<Ran> {
    return this.machine.run(COZE, [...words.split(" "), "--lang", "en"], { timeoutMs: 300_000, ...options });
  }

  async must(words: string, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.coze(words, options);
    if (code === 0) return stdout;
    throw new Error(`coze ${words} ended with ${code}.\n${stdout}\n${stderr}`);
  }

  /** Runs a verb with `--json`; gives its exit code and what it printed. */
  async answer<T>(words: string): Promise<{ code: number; said: T }> {
    const { code, stdout, stderr } = await this.coze(`${words} --json`);
    try {
      return { code, said: JSON.parse(stdout) as T };
    } catch (error) {
      throw new Error(`coze ${words} --json ended with ${code} and printed no JSON.\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Sets lines of a configuration file, as an editor would. */
  async set(file: "site.env" | "secrets.env", values: Record<string, string>): Promise<void> {
    const path = `/etc/coze/${file}`;
    const lines = (await this.machine.must("cat", [path])).split("\n");
    const kept = lines.filter((line) => !Object.keys(values).some((key) => line.startsWith(`${key}=`)));
    const content = [...kept, ...Object.entries(values).map(([key, value]) => `${key}=${value}`), ""].join("\n");
    await this.machine.must("tee", [path], { input: content });
  }

  async secret(key: string): Promise<string> {
    const file = await this.machine.must("cat", ["/etc/coze/secrets.env"]);
    const line = file.split("\n").find((each) => each.startsWith(`${key}=`));
    return line?.slice(key.length + 1) ?? "";
  }

  /** Path → mode, owner, size, time of change and checksum, of everything the tool may have written. */
  async everything(): Promise<string> {
    const script = `cd / && find etc/coze etc/systemd/system etc/sysctl.d etc/hosts etc/passwd opt/coze -xdev -not -path '*/node_modules/*' \
      \\( -type f -o -type l -o -type d \\) -printf '%p %m %u:%g %s %T@ %l\\n' 2>/dev/null | sort`;
    return this.machine.must("bash", ["-c", script]);
  }

  /** As a service with the service token, through nginx. */
  async graphql<T>(query: string, variables: object = {}): Promise<T> {
    const config = [
      'url = "http://127.0.0.1/graphql"',
      'header = "Host: abilities.test"',
      'header = "content-type: application/json"',
      `header = "authorization: Bearer ${await this.secret("GATEWAY_SERVICE_API_TOKEN")}"`,
      "silent",
      "show-error",
      `data = ${JSON.stringify(JSON.stringify({ query, variables }))}`,
    ].join("\n");
    const answer = await this.machine.must("curl", ["--config", "-", "--max-time", "40"], { input: config });
    const { data, errors } = JSON.parse(answer) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(answer);
    return data;
  }

  /** Puts the simulator's quickest workflow behind the ability `tides`. */
  async addAbility(): Promise<void> {
    const form = { schema: { type: "object", required: ["topic"], properties: { topic: { type: "string" } } } };
    const { createAbility } = await this.graphql<{ createAbility: { ability: { id: string } } }>(CREATE, {
      input: { key: "tides", name: "Tides", form },
    });
    const mapping = {
      abilityId: createAbility.ability.id,
      workflowId: "7500000000000000004",
      parameters: [{ target: "topic", field: "/topic", required: true }],
    };
    const { saveWorkflowMapping } = await this.graphql<{ saveWorkflowMapping: { mapping: { id: string } } }>(SAVE, { input: mapping });
    await this.graphql(PUBLISH, { input: { id: saveWorkflowMapping.mapping.id } });
  }

  async invoke(topic: string): Promise<Invoked> {
    const input = { abilityKey: "tides", form: { topic }, waitMs: 20_000 };
    const { invokeAbility } = await this.graphql<{ invokeAbility: { invocation?: Invoked } }>(INVOKE, { input });
    if (!invokeAbility.invocation) throw new Error(JSON.stringify(invokeAbility));
    return invokeAbility.invocation;
  }

  async invocation(id: string): Promise<Invoked | null> {
    return (await this.graphql<{ invocation: Invoked | null }>(READ, { id })).invocation;
  }

  throwAway(): Promise<void> {
    return this.machine.throwAway();
  }
}

/** A folder with the gateway's artefact, packed from the project as it is. */
export const packedArtefacts = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp("/var/tmp/gateway-artefacts-");
  await promisify(execFile)(COZE, ["pack", "gateway", "--artifacts", folder]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

const CREATE = `mutation($input: CreateAbilityInput!) {
  createAbility(input: $input) { ... on CreateAbilityPayload { ability { id } } ... on DomainError { code message } }
}`;
const SAVE = `mutation($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) { ... on SaveWorkflowMappingPayload { mapping { id } } ... on DomainError { code message } }
}`;
const PUBLISH = "mutation($input: PublishWorkflowMappingInput!) { publishWorkflowMapping(input: $input) { __typename } }";
const INVOKE = `mutation($input: InvokeAbilityInput!) {
  invokeAbility(input: $input) {
    ... on InvocationAccepted { invocation { id status output } }
    ... on DomainError { code message }
  }
}`;
const READ = "query($id: ID!) { invocation(id: $id) { id status output } }";
