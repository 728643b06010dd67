/** What the gateway under test can do, read from its schema: a campaign also runs against versions that lack a part. */
import type { TestClient } from "../../support/client.js";
import { run } from "../../support/operations.js";

export interface Capabilities {
  readonly cancel: boolean;
  readonly resume: boolean;
  readonly retry: boolean;
  /** Mappings say how the engine is asked. */
  readonly modes: boolean;
  readonly providers: readonly string[];
  /** Abilities bound how many of their invocations run at once. */
  readonly bounds: boolean;
  /** Subscriptions as event streams. */
  readonly eventStreams: boolean;
  /** Abilities tell somebody of the ends of their invocations. */
  readonly webhooks: boolean;
  /** Many invocations are repeated at once. */
  readonly replays: boolean;
}

const FIELDS = `query($name: String!) { __type(name: $name) { fields { name } inputFields { name } enumValues { name } } }`;

export const capabilitiesOf = async (admin: TestClient, url: string): Promise<Capabilities> => {
  const names = async (name: string): Promise<Set<string>> => {
    const type = (await run(admin, FIELDS, { name })) ?? {};
    const members = [type.fields, type.inputFields, type.enumValues].flatMap((list?: { name: string }[] | null) => list ?? []);
    return new Set(members.map((member) => member.name));
  };
  const [mutations, mapping, ability, providers] = [
    await names("Mutation"),
    await names("SaveWorkflowMappingInput"),
    await names("CreateAbilityInput"),
    await names("ProviderKind"),
  ];
  return {
    cancel: mutations.has("cancelInvocation"),
    resume: mutations.has("resumeInvocation"),
    retry: mutations.has("retryInvocation"),
    modes: mapping.has("mode"),
    providers: mapping.has("provider") ? [...providers] : [],
    bounds: ability.has("maxConcurrency"),
    eventStreams: (await fetch(`${url}/graphql/stream`, { method: "POST" })).status !== 404,
    webhooks: mutations.has("createWebhook"),
    replays: mutations.has("replayInvocations"),
  };
};
