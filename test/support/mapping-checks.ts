/** The GraphQL documents of checks, and short ways to read what they found. */
import type { Data, TestClient } from "./client.js";
import { REFUSED, run } from "./operations.js";

export const CHECK_FIELDS = `check {
  checkedAt reason source live errors warnings engineFingerprint publishedFingerprint
  sources { source state observedAt ageSeconds problem }
  findings { code severity rule target message fix }
  drift { since comparedWith impact changes { code impact path before after message } }
}`;

const LOOK = `query Look($id: ID!) { workflowMapping(id: $id) { id version state ${CHECK_FIELDS} } }`;
const CHECK = `mutation Check($input: CheckWorkflowMappingInput!) {
  checkWorkflowMapping(input: $input) { __typename ... on CheckWorkflowMappingPayload { mapping { id } ${CHECK_FIELDS} } ${REFUSED} }
}`;
const IMPORT = `mutation Import($input: ImportWorkflowCanvasInput!) {
  importWorkflowCanvas(input: $input) { __typename ... on ImportWorkflowCanvasPayload { inputs engineFingerprint } ${REFUSED} }
}`;
const SAVE = `mutation Save($input: SaveWorkflowMappingInput!) {
  saveWorkflowMapping(input: $input) { __typename ... on SaveWorkflowMappingPayload { warnings mapping { id state ${CHECK_FIELDS} } } ${REFUSED} }
}`;
const PUBLISH = `mutation Publish($input: PublishWorkflowMappingInput!) {
  publishWorkflowMapping(input: $input) { __typename ... on PublishWorkflowMappingPayload { mapping { id state ${CHECK_FIELDS} } } ${REFUSED} }
}`;

export const lastCheck = async (client: TestClient, mappingId: string): Promise<Data> => (await run(client, LOOK, { id: mappingId })).check;
export const checkNow = (client: TestClient, id: string): Promise<Data> => run(client, CHECK, { input: { id } });
export const importCanvas = (client: TestClient, input: object): Promise<Data> => run(client, IMPORT, { input });
export const saveDraft = (client: TestClient, input: object): Promise<Data> => run(client, SAVE, { input });
export const publishDraft = (client: TestClient, input: object): Promise<Data> => run(client, PUBLISH, { input });

/** `ERROR REQUIRED_INPUT_UNCOVERED title`, sorted. */
export const findingsIn = (check: Data): string[] =>
  check.findings.map(({ severity, code, target }: Data) => `${severity} ${code} ${target}`).sort();

/** `RENAMED subject`, sorted. */
export const changesIn = (check: Data): string[] => (check.drift?.changes ?? []).map(({ code, path }: Data) => `${code} ${path}`).sort();

/** `STUDIO USED`, in order. */
export const sourcesIn = (check: Data): string[] => check.sources.map(({ source, state }: Data) => `${source} ${state}`);
