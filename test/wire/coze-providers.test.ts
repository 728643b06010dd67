/** What each kind of provider accepts as a target, before any request is made. */
import { afterAll, describe, expect, test } from "vitest";
import type { ErrorCode } from "../../src/kernel/error-codes.js";
import { createCozeProviders } from "../../src/providers/coze-providers.js";
import { PROVIDER_KINDS, type ProviderKind, RUN_MODES, type RunMode } from "../../src/providers/provider.js";
import { createLeapingClock } from "../support/leaping-clock.js";
import { attach, execute, providerRequest } from "../support/provider-requests.js";
import { clientOf, failureOf } from "../support/raw-coze.js";

const client = clientOf({ baseUrl: "http://127.0.0.1:9" });
afterAll(() => client.close());
const providers = createCozeProviders({ connections: new Map([["default", client]]), clock: createLeapingClock() });
const providerOf = (kind: ProviderKind) => {
  const provider = providers.get(kind);
  if (!provider) throw new Error(`no provider ${kind}`);
  return provider;
};

const MODES: Readonly<Record<ProviderKind, readonly RunMode[]>> = {
  COZE_WORKFLOW: ["STREAM", "SYNC", "ASYNC"],
  COZE_CHATFLOW: ["STREAM"],
  COZE_AGENT: ["STREAM", "ASYNC"],
};

describe.each(PROVIDER_KINDS)("%s", (kind) => {
  test("is served, and knows its modes", () => {
    expect(providerOf(kind)).toMatchObject({ kind, modes: MODES[kind] });
  });

  test.each(RUN_MODES)("is asked in mode %s only when it has it", (mode) => {
    const problem = providerOf(kind).check({ connection: "default", workflowId: "7540000000000000101", mode });
    expect(problem?.code).toBe(MODES[kind].includes(mode) ? undefined : "MAPPING_INVALID");
    if (problem) for (const language of ["en", "zh"] as const) expect(problem.messageIn(language)).toContain(mode);
  });

  test.each<[string, string, ErrorCode]>([
    ["other", "7540000000000000101", "CONNECTION_UNKNOWN"],
    ["default", "abc", "MAPPING_INVALID"],
    ["default", "", "MAPPING_INVALID"],
    ["default", "1&x=2", "MAPPING_INVALID"],
  ])("refuses the target %s / %j: %s", (connection, workflowId, code) => {
    const problem = providerOf(kind).check({ connection, workflowId, mode: "STREAM" });
    expect(problem?.code).toBe(code);
    expect(problem?.messageIn("zh")).not.toMatch(/\{\w+\}/);
  });

  test("says nothing of a run whose connection is gone, least of all that there was none", async () => {
    const request = providerRequest("1", {}, { connection: "other" });
    const handle = { executeId: "1", conversationId: "2", chatId: "3" };
    expect(await failureOf(attach(providerOf(kind), request, handle))).toMatchObject({ code: "OUTCOME_UNKNOWN", notAccepted: false });
  });

  test("refuses an unknown connection at the call too, before anything is sent", async () => {
    const request = providerRequest("1", { message: "x" }, { connection: "other" });
    expect(await failureOf(execute(providerOf(kind), request))).toMatchObject({ code: "CONNECTION_UNKNOWN", notAccepted: true });
  });
});

test.each<[ProviderKind, readonly string[], string | undefined]>([
  ["COZE_WORKFLOW", [], undefined],
  ["COZE_WORKFLOW", ["CONVERSATION_NAME"], undefined],
  ["COZE_AGENT", ["message", "tone"], undefined],
  ["COZE_AGENT", ["tone"], "message"],
  ["COZE_CHATFLOW", ["message"], undefined],
  ["COZE_CHATFLOW", [], "message"],
  ["COZE_CHATFLOW", ["message", "CONVERSATION_NAME"], "CONVERSATION_NAME"],
  ["COZE_CHATFLOW", ["message", "USER_INPUT"], "USER_INPUT"],
])("%s with the parameters %j lacks or refuses %s", (kind, parameters, named) => {
  const problem = providerOf(kind).check({ connection: "default", workflowId: "1", mode: "STREAM", parameters });
  if (named === undefined) expect(problem).toBeUndefined();
  else expect(problem).toMatchObject({ code: "MAPPING_INVALID", message: expect.stringContaining(named) });
});
