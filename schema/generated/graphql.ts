/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Narrows a list of abilities; absent = any. */
export type AbilityFilter = {
  /** One of these categories. */
  categories?: Array<string> | null | undefined;
  /** Part of the key or the name. */
  search?: string | null | undefined;
  /** One of these statuses. */
  statuses?: Array<AbilityStatus> | null | undefined;
};

/** A form: JSON Schema of the values, and how to show it. */
export type AbilityFormInput = {
  /** JSON Schema 2020-12 with an object at the root, e.g. `{"type":"object","required":["topic"],"properties":{"topic":{"type":"string"}}}`. */
  schema: Record<string, unknown>;
  /** UI schema, e.g. `{"topic":{"ui:widget":"textarea"}}`. */
  uiSchema?: Record<string, unknown> | null | undefined;
};

/** Whether an ability can be invoked. More values may join. */
export type AbilityStatus =
  /** Can be invoked. */
  | 'ACTIVE'
  /** Not published yet; seen by operators and admins only. */
  | 'DRAFT'
  /** Calls are refused until it is activated again. */
  | 'PAUSED'
  /** Gone for good; its history stays. */
  | 'RETIRED';

/** Begin no more repetitions of a set. */
export type AbortReplayInput = {
  /** The set. */
  id: string | number;
};

/** Accept calls (again). */
export type ActivateAbilityInput = {
  /** The ability. */
  id: string | number;
};

/** Tell it (again), beginning with what waited. */
export type ActivateWebhookInput = {
  /** The webhook. */
  id: string | number;
};

/** Why something may have happened that was not shown. More values may join; they all mean: read the list. */
export type ActivityGapReason =
  /** Messages between instances were lost, for example while Redis was away. */
  | 'MESSAGES_LOST'
  /** The subscription is in force from here on; what was before it is in the list. */
  | 'STARTED'
  /** More came than this subscriber took. */
  | 'TOO_SLOW';

/** Who may answer what a run asks. */
export type Answerers =
  /** The person who invoked the ability, and operators. */
  | 'CALLER'
  /** Operators only: an approval by somebody else. */
  | 'OPERATORS';

/** Which changes; what is absent does not matter. */
export type AuditFilterInput = {
  /** Of this ability and what belongs to it. */
  abilityId?: string | number | null | undefined;
  /** Any of these, e.g. `mapping.publish`. */
  actions?: Array<string> | null | undefined;
  /** By this person or service. */
  actor?: string | null | undefined;
  /** At this time or later. */
  from?: string | null | undefined;
  /** Of this object alone. */
  subjectId?: string | number | null | undefined;
  /** Before this time. */
  to?: string | null | undefined;
};

/** What a payload is built from. More values may join. */
export type CallInput =
  /** What expressions read beside the form. */
  | 'CONTEXT'
  /** Files that the form names. */
  | 'FILES'
  /** The form values. */
  | 'FORM'
  /** The mapping version. */
  | 'MAPPING_VERSION'
  /** The parameters that were kept: what a repetition of the call would send. */
  | 'PARAMETERS'
  /** The rules, as they are evaluated now. */
  | 'RULES'
  /** Secrets of the form, which are sealed with a key of this gateway. */
  | 'SECRETS';

/** Stop an invocation. */
export type CancelInvocationInput = {
  /** The invocation. */
  id: string | number;
};

/** What became of the wish to cancel. More values may join. */
export type CancelOutcome =
  /** Nobody waits for the run any longer; the engine may finish it. */
  | 'DETACHED'
  /** The engine never heard of the call. */
  | 'NOT_STARTED'
  /** Nobody has confirmed anything. With a status SUCCEEDED or FAILED the end came first. */
  | 'REQUESTED'
  /** The engine confirmed that the run stopped. */
  | 'STOPPED_BY_ENGINE';

/** What cancelling a running call can mean. More values may join. */
export type Cancellation =
  /** Nobody waits for the run any longer; the engine may finish it. */
  | 'DETACH_ONLY'
  /** The engine is told to stop, and says whether it did. */
  | 'ENGINE';

/** A call that becomes an example of its ability. Whoever sees the ability sees it. */
export type CaptureAbilityExampleInput = {
  /** What it shows. */
  description?: string | null | undefined;
  /** A call that succeeded. */
  invocationId: string | number;
  /** Name for people, up to 100 characters. */
  name: string;
};

/** What happened at a place. */
export type ChangeKind =
  /** Only the newer value has it. */
  | 'ADDED'
  /** Both have it, with different values. */
  | 'CHANGED'
  /** Only the older value has it. */
  | 'REMOVED';

/** Check a mapping against what its workflow declares, now. */
export type CheckWorkflowMappingInput = {
  /** The mapping, in whatever state. */
  id: string | number;
};

/** Somebody to tell when this call has ended, as `createWebhook` does for one that was accepted. */
export type CompletionWebhookInput = {
  /** The query whose answer is the body's `data`, e.g. `query($invocationId: ID!) { invocation(id: $invocationId) { status output } }`. Absent = one with the usual fields. */
  document?: string | null | undefined;
  /** Where to post to, e.g. `https://hooks.example.com/abilities`: https, a public host, no user name or password. */
  url: string;
};

/** A new ability. It starts as a draft; publishing a mapping makes it active. */
export type CreateAbilityInput = {
  /** How long a question of a run stays open, in milliseconds of whole seconds, up to 24 days; null = the gateway's default. */
  answerExpiryMs?: number | null | undefined;
  /** Who may answer what a run asks. */
  answerers?: Answerers;
  /** Where it belongs in a catalogue. */
  category?: string | null | undefined;
  /** Longest time a call may take, in milliseconds. */
  deadlineMs?: number | null | undefined;
  /** What it does. */
  description?: string | null | undefined;
  /** The form; absent = one without fields. */
  form?: AbilityFormInput | null | undefined;
  /** Lower-case letters, digits and dashes, starting with a letter; never changes. */
  key: string;
  /** Calls of this ability at the engine at once, over all instances; null = no bound. */
  maxConcurrency?: number | null | undefined;
  /** Name for people. */
  name: string;
  /** What a second run would do; the default is the careful one. */
  sideEffects?: SideEffects;
  /** Free labels. */
  tags?: Array<string> | null | undefined;
};

/** A new preset of an ability. */
export type CreateAbilityPresetInput = {
  /** The ability. */
  abilityId: string | number;
  /** What it shows. */
  description?: string | null | undefined;
  /** Complete form values without secrets; checked against the form as it is now. */
  input: Record<string, unknown>;
  /** Name for people, up to 100 characters. */
  name: string;
};

/** Somebody to tell. Name exactly one of `abilityId` and `invocationId`. */
export type CreateWebhookInput = {
  /** Every end of an invocation of this ability in the tenant. */
  abilityId?: string | number | null | undefined;
  /** The query whose answer is the body's `data`, e.g. `query($invocationId: ID!) { invocation(id: $invocationId) { status output } }`. Absent = one with the usual fields. */
  document?: string | null | undefined;
  /** The end of this invocation of yours; when it has ended already, at once. */
  invocationId?: string | number | null | undefined;
  /** Where to post to, e.g. `https://hooks.example.com/abilities`: https, a public host, no user name or password. */
  url: string;
};

/** A preset or example that goes. */
export type DeleteAbilityPresetInput = {
  /** The preset. */
  id: string | number;
};

/** Remove a golden case. Its results stay. */
export type DeleteGoldenCaseInput = {
  /** The revision you read. If it is no longer the current one, nothing is deleted. */
  expectedRevision: number;
  /** The case. */
  id: string | number;
};

/** Remove it with its deliveries. */
export type DeleteWebhookInput = {
  /** The webhook. */
  id: string | number;
};

/** Every code an error can carry. Codes are only ever added: treat one you do not know like INTERNAL. */
export type ErrorCode =
  /** The key {key} is taken by another ability. Choose another key. */
  | 'ABILITY_KEY_TAKEN'
  /** The ability {ability} has no published mapping yet. An admin must publish one. */
  | 'ABILITY_NOT_PUBLISHED'
  /** The ability {ability} is paused. Try again later. */
  | 'ABILITY_PAUSED'
  /** The ability {ability} has been retired. */
  | 'ABILITY_RETIRED'
  /** An ability that is {from} cannot become {to}. */
  | 'ABILITY_TRANSITION_REFUSED'
  /** {problem} */
  | 'BAD_USER_INPUT'
  /** This is no canvas of a workflow. Send the JSON that Studio exports, or the schema_json of its API. */
  | 'CANVAS_INVALID'
  /** The gateway is not configured correctly: {problem} */
  | 'CONFIGURATION_INVALID'
  /** {what} was changed by somebody else meanwhile. Read it again and repeat your change. */
  | 'CONFLICT'
  /** No connection is named {connection}. Known: {known}. */
  | 'CONNECTION_UNKNOWN'
  /** The call did not finish before its deadline. */
  | 'DEADLINE_EXCEEDED'
  /** Nothing is sent to this address: {problem} */
  | 'DESTINATION_REFUSED'
  /** Line {line}, column {column}: {problem} */
  | 'DOCUMENT_INVALID'
  /** Coze refused the platform's token. An operator must renew COZE_API_TOKEN. */
  | 'ENGINE_AUTH_FAILED'
  /** Coze answered with something that is not a Coze answer. A proxy in between may be failing. */
  | 'ENGINE_BAD_RESPONSE'
  /** The run was cancelled in Coze. */
  | 'ENGINE_CANCELLED'
  /** Coze failed repeatedly and is given a pause. Try again in a minute. */
  | 'ENGINE_CIRCUIT_OPEN'
  /** This Coze does not serve the endpoint that was called. Check COZE_FLAVOUR. */
  | 'ENGINE_ENDPOINT_MISSING'
  /** The workflow failed in Coze. */
  | 'ENGINE_FAILED'
  /** The platform's Coze account may not use this workflow. Add it to the workflow's space. */
  | 'ENGINE_FORBIDDEN'
  /** Coze refused the parameters. The mapping does not fit the workflow's inputs. */
  | 'ENGINE_INVALID_PARAMETERS'
  /** The Coze account has used up its quota. */
  | 'ENGINE_QUOTA_EXCEEDED'
  /** Coze is limiting the rate of calls. Try again later. */
  | 'ENGINE_RATE_LIMITED'
  /** The workflow's result is larger than {limit}. Let it return less, or a link. */
  | 'ENGINE_RESULT_TOO_LARGE'
  /** A step of the workflow took too long. */
  | 'ENGINE_STEP_TIMEOUT'
  /** The stream from Coze ended before the result. The run may have finished there. */
  | 'ENGINE_STREAM_CUT'
  /** Coze did not answer in time. The run may still be going on there. */
  | 'ENGINE_TIMEOUT'
  /** Coze could not be reached. Try again later. */
  | 'ENGINE_UNREACHABLE'
  /** Too many expressions are being evaluated right now. Try again shortly. */
  | 'EXPRESSIONS_BUSY'
  /** This field {change}. Reload the form and fill it in again. */
  | 'FIELD_CHANGED'
  /** Choose one of: {choices}. */
  | 'FIELD_CHOICE'
  /** Entries must differ from each other. */
  | 'FIELD_DUPLICATE'
  /** This is not a valid {format}. */
  | 'FIELD_FORMAT'
  /** This value is not allowed here. */
  | 'FIELD_INVALID'
  /** This must have {comparison} {limit} {unit}. */
  | 'FIELD_LENGTH'
  /** This does not have the expected form. */
  | 'FIELD_PATTERN'
  /** This must be {comparison} {limit}. */
  | 'FIELD_RANGE'
  /** This field is required. */
  | 'FIELD_REQUIRED'
  /** This text contains characters that cannot be stored ({character}). Remove them. */
  | 'FIELD_TEXT'
  /** This must be {expected}. */
  | 'FIELD_TYPE'
  /** The form has no field {field}. */
  | 'FIELD_UNKNOWN'
  /** The upload ended before the file was complete. Send it again. */
  | 'FILE_CUT'
  /** The file is empty. Choose another one. */
  | 'FILE_EMPTY'
  /** The file is said to be {declared}, but its content is {found}. Send it under its own kind. */
  | 'FILE_KIND_MISMATCH'
  /** Files of the kind {kind} are not taken here. Taken: {allowed}. */
  | 'FILE_KIND_REFUSED'
  /** The gateway keeps no content of {id}; it is at the engine, or it has expired. */
  | 'FILE_NOT_KEPT'
  /** The file is larger than {limit}. Choose a smaller one. */
  | 'FILE_TOO_LARGE'
  /** The file {id} cannot be used here: {problem} */
  | 'FILE_UNUSABLE'
  /** This address cannot be used: {problem} */
  | 'FILE_URL_REFUSED'
  /** This needs the permission {permission}. Ask an admin for it. */
  | 'FORBIDDEN'
  /** Some fields need your attention. */
  | 'FORM_INVALID'
  /** The form has changed (revision {current}, you sent {sent}). Reload the form. */
  | 'FORM_REVISION_CHANGED'
  /** For these values the form's rules do not decide which fields are shown: they contradict each other. Tell the ability's admin. */
  | 'FORM_RULES_UNDECIDED'
  /** The form is nested deeper than {limit} levels. */
  | 'FORM_TOO_DEEP'
  /** The form is larger than {limit}. Shorten it, or send files by link. */
  | 'FORM_TOO_LARGE'
  /** The ability {ability} has no golden cases. Save one first. */
  | 'GOLDEN_CASES_MISSING'
  /** The golden cases of this draft have not passed: {problem} Run them, then publish. */
  | 'GOLDEN_CASES_NOT_PASSED'
  /** The ability {ability} does something in the world, and every golden case would do it again. Repeat with includeSideEffecting if that is meant. */
  | 'GOLDEN_CASES_SIDE_EFFECTS'
  /** This idempotency key was used with another input. Use a new key. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Something went wrong on our side. Quote the request id to support. */
  | 'INTERNAL'
  /** Nobody answered the question in time. Start the call again. */
  | 'INTERRUPT_EXPIRED'
  /** This question takes no answer any more: {why}. */
  | 'INTERRUPT_NOT_OPEN'
  /** This cursor belongs to another list or filter. Start again without it. */
  | 'INVALID_CURSOR'
  /** {id} has not ended yet (it is {status}). Wait for its end, or cancel it first. */
  | 'INVOCATION_NOT_FINAL'
  /** The form values of {id} are no longer kept, so it cannot be repeated. */
  | 'INVOCATION_PAYLOAD_GONE'
  /** The mapping does not fit its workflow: {problem} */
  | 'MAPPING_CHECK_FAILED'
  /** The form could not be turned into workflow parameters: {problem} */
  | 'MAPPING_FAILED'
  /** The mapping is not valid: {problem} */
  | 'MAPPING_INVALID'
  /** Version {version} was never published, so there is nothing to go back to. Publish it. */
  | 'MAPPING_NEVER_PUBLISHED'
  /** Version {version} is published and never changes. Save a new draft. */
  | 'MAPPING_NOT_DRAFT'
  /** Version {version} of the mapping cannot be used any more: {problem} Repeat the call with the current version. */
  | 'MAPPING_VERSION_UNUSABLE'
  /** The database lacks {count} migrations. Run: npm run migrate -- up */
  | 'MIGRATION_REQUIRED'
  /** {id} does not exist, or you may not see it. */
  | 'NOT_FOUND'
  /** The gateway lost sight of this call; the engine may have finished it. Check before repeating it. */
  | 'OUTCOME_UNKNOWN'
  /** The workflow ended, but its output is not what the ability promises: {problem} Operators find it as it came. */
  | 'OUTPUT_INVALID'
  /** An ability has at most {limit} presets and examples. Delete one first. */
  | 'PRESET_LIMIT_REACHED'
  /** This query asks for too much: {problem} */
  | 'QUERY_TOO_COMPLEX'
  /** The engine asked a question where nobody can answer it; let the mapping run the workflow in the mode STREAM: {question} */
  | 'QUESTION_NOT_ANSWERABLE'
  /** Too many requests. Try again in {retryAfterSeconds} s. */
  | 'RATE_LIMITED'
  /** Say which invocations to repeat: an empty filter would repeat all of them. */
  | 'REPLAY_FILTER_EMPTY'
  /** {count} of these invocations do something again when they are repeated. Narrow the filter, or say includeSideEffecting: true. */
  | 'REPLAY_SIDE_EFFECTS'
  /** The filter matches more than {limit} invocations. Narrow it, by time for example. */
  | 'REPLAY_TOO_LARGE'
  /** The secrets of this call can no longer be read: they were sealed with a key that is not there any more. Call the ability anew. */
  | 'SECRETS_UNREADABLE'
  /** The gateway cannot reach its {part} right now. Try again shortly. */
  | 'SERVICE_UNAVAILABLE'
  /** This instance is stopping. Try again. */
  | 'SHUTTING_DOWN'
  /** At most {limit} live connections may be open at once. Close one first. */
  | 'TOO_MANY_CONNECTIONS'
  /** The gateway is busy. Try again shortly. */
  | 'TOO_MANY_INVOCATIONS'
  /** At most {limit} operations may run at once on one connection. Complete one first. */
  | 'TOO_MANY_OPERATIONS'
  /** At most {limit} files may be uploaded at once. Wait for one to finish. */
  | 'TOO_MANY_UPLOADS'
  /** An invocation that is {from} cannot take {event}. */
  | 'TRANSITION_REFUSED'
  /** Sign in first: {reason} */
  | 'UNAUTHENTICATED'
  /** At most {limit} webhooks may watch the same ability or invocation. Delete one first. */
  | 'WEBHOOK_LIMIT_REACHED'
  /** This webhook is paused. Activate it first. */
  | 'WEBHOOK_PAUSED'
  /** Coze does not know the workflow. Check the mapping's workflow id. */
  | 'WORKFLOW_NOT_FOUND'
  /** The workflow is not published in Coze. Publish it in Coze Studio. */
  | 'WORKFLOW_NOT_PUBLISHED';

/** How an output is compared. More values may join. */
export type ExpectationKind =
  /** Equal to `value`. */
  | 'EXACT'
  /** A number at most `tolerance` away from `value`. */
  | 'NUMBER'
  /** Text that the regular expression `pattern` matches somewhere. */
  | 'PATTERN'
  /** Fits the JSON Schema `schema`. */
  | 'SCHEMA'
  /** Everything in `value` is there, in objects at any depth; lists have the same length. */
  | 'SUBSET';

/** What came of building a payload again. More values may join. */
export type ExplanationVerdict =
  /** Other bytes than were sent: see `causes`. */
  | 'DIFFERENT'
  /** The same bytes as were sent. */
  | 'EQUAL'
  /** It cannot be built any more: see `causes`. */
  | 'NOT_REBUILT';

/** Who has to act on a failure. */
export type FailureClass =
  /** The caller: change the request. */
  | 'CALLER'
  /** An admin: the ability, its mapping or its connection needs a change. */
  | 'CONFIGURATION'
  /** The engine failed or is unavailable. */
  | 'ENGINE'
  /** The operator of this gateway. */
  | 'PLATFORM'
  /** Time ran out. */
  | 'TIMEOUT';

/** How a file came here. More values may join. */
export type FileOrigin =
  /** An address that was registered; engines fetch it themselves. */
  | 'ADDRESS'
  /** Copied from an address in a result; its content is here, see `path`. */
  | 'OUTPUT'
  /** Sent to `POST /files`; its content is at the engine. */
  | 'UPLOAD';

/** Where a file stands. More values may join. */
export type FileState =
  /** Its time is over. */
  | 'EXPIRED'
  /** It cannot; `failure` says why. */
  | 'FAILED'
  /** On its way. */
  | 'PENDING'
  /** It can be used, or fetched. */
  | 'READY';

/** What has to hold of an output. */
export type GoldenExpectationInput = {
  /** How it is compared. */
  kind: ExpectationKind;
  /** For PATTERN: a regular expression. */
  pattern?: string | null | undefined;
  /** JSON Pointer to the part that is compared, e.g. `/summary`; absent = the whole output. */
  pointer?: string | null | undefined;
  /** For SCHEMA. */
  schema?: Record<string, unknown> | null | undefined;
  /** For NUMBER; absent = 0. */
  tolerance?: number | null | undefined;
  /** For EXACT, SUBSET and NUMBER. */
  value?: unknown;
};

/** How tried cases stand. More values may join. */
export type GoldenVerdict =
  /** Not as expected, or it did not end well. */
  | 'FAILED'
  /** As expected. */
  | 'PASSED'
  /** Not all of it has ended. */
  | 'RUNNING';

/** A workflow's canvas, for engines that do not show what their workflows declare. */
export type ImportWorkflowCanvasInput = {
  /** The canvas as JSON text: what Studio exports, or the `schema_json` of its API. */
  canvas: string;
  /** Named connection that reaches the workflow. */
  connection?: string;
  /** What does the work. */
  provider?: ProviderKind;
  /** The engine's id of the workflow: digits. */
  workflowId: string | number;
};

/** What may be done with an invocation now. More values may join. */
export type InvocationAction =
  /** `resumeInvocation`: it waits for an answer that you may give. */
  | 'ANSWER'
  /** `cancelInvocation`; `cancellation` says what that can mean. */
  | 'CANCEL'
  /** Subscribe to `invocationEvents`: more events will come. */
  | 'FOLLOW'
  /** `retryInvocation`: begin a new invocation like this one. */
  | 'RETRY';

/** Narrows a list of invocations; absent = any. */
export type InvocationFilter = {
  /** Of one of these abilities, by id. */
  abilityIds?: Array<string | number> | null | undefined;
  /** Of one of these abilities, by key. */
  abilityKeys?: Array<string> | null | undefined;
  /** Accepted at or after this time. */
  createdFrom?: string | null | undefined;
  /** Accepted before this time. */
  createdTo?: string | null | undefined;
  /** In one of these statuses. */
  statuses?: Array<InvocationStatus> | null | undefined;
};

/** Where an invocation stands. More values may join; treat one you do not know as not final. */
export type InvocationStatus =
  /** Final: stopped on request. */
  | 'CANCELLED'
  /** Cancellation was asked for; the engine has not confirmed. */
  | 'CANCELLING'
  /** Final: the deadline passed before the engine began or was answered. */
  | 'EXPIRED'
  /** Final: `failure` says why. */
  | 'FAILED'
  /** Accepted and durable; waits for a worker. */
  | 'QUEUED'
  /** The engine is at work. */
  | 'RUNNING'
  /** Final: `output` has the result. */
  | 'SUCCEEDED'
  /** The engine waits for an answer of a person. */
  | 'WAITING';

/** A call of an ability. Name the ability by exactly one of `abilityId` and `abilityKey`. */
export type InvokeAbilityInput = {
  /** The ability, by id. */
  abilityId?: string | number | null | undefined;
  /** The ability, by key. */
  abilityKey?: string | null | undefined;
  /** Which of your conversations with an agent or chatflow to continue: a name of yours of 1 to 64 printable ASCII characters without spaces. Absent = an agent goes on with your latest, a chatflow begins a new one. */
  conversation?: string | number | null | undefined;
  /** End the call this many milliseconds after acceptance at the latest. */
  deadlineMs?: number | null | undefined;
  /** Values of the form, e.g. `{"topic":"tides"}`. */
  form: Record<string, unknown>;
  /** Revision of the form you rendered; the call is refused when it has changed since in a way that could misread your values, and names the fields. */
  formRevision?: number | null | undefined;
  /** Send a fresh one per intended call and repeat it when you retry: the same key and input never run twice. The header Idempotency-Key does the same. */
  idempotencyKey?: string | number | null | undefined;
  /** -100 to 100, default 0: among the calls that wait for a worker, higher goes first. Above 0: Permission invocation:control-any. */
  priority?: number | null | undefined;
  /** Labels to find the call by; at most 20. */
  tags?: Array<string> | null | undefined;
  /** Wait up to this many milliseconds (0 to 25000) for the end or a question before answering. */
  waitMs?: number;
  /** Whom to tell of the end; kept with the call, so that no end is missed. Part of what makes a repetition with the same key the same call. What is wrong with it is told at `/webhook/url` and `/webhook/document` with the code BAD_USER_INPUT. Permission: invocation:read. */
  webhook?: CompletionWebhookInput | null | undefined;
};

/** Why a mapping was checked. More values may join. */
export type MappingCheckReason =
  /** The engine refused the parameters of a call. */
  | 'FAILURE'
  /** It was to be published. */
  | 'PUBLISH'
  /** Somebody asked. */
  | 'REQUEST'
  /** It serves again. */
  | 'ROLLBACK'
  /** The draft was saved. */
  | 'SAVE'
  /** It is in service, and checked from time to time. */
  | 'TIMER';

/** What can be wrong between a mapping and its workflow. More values may join. */
export type MappingFindingCode =
  /** {target} would be given the gateway's own file id, which means nothing to the workflow. */
  | 'FILE_ID_UNRESOLVED'
  /** The file for {target} cannot be passed over this connection: {problem} */
  | 'FILE_MODE_REFUSED'
  /** The rule gives {target} a file, and the workflow declares {declared}. */
  | 'FILE_NOT_EXPECTED'
  /** Nobody can say which inputs the workflow declares, so nothing was compared. */
  | 'INPUTS_UNKNOWN'
  /** Every earlier call that succeeded sent {target}, and no rule fills it now. */
  | 'INPUT_NO_LONGER_SENT'
  /** {target} must be {declared}, and the rule gives {given}, which Coze refuses. */
  | 'INPUT_TYPE_MISMATCH'
  /** {target} must be {declared}, and the rule gives {given}, of which Coze takes only some values. */
  | 'INPUT_TYPE_UNCERTAIN'
  /** The output rule reads {target}, and the workflow's result has no such field. */
  | 'OUTPUT_FIELD_UNKNOWN'
  /** The engine refused the parameters of a call, and what is known of the workflow does not say why: it may have changed. */
  | 'PARAMETERS_REFUSED'
  /** The workflow requires {target}, and a form may leave it without a value. */
  | 'REQUIRED_INPUT_MAY_BE_ABSENT'
  /** The workflow requires {target} ({declared}), and no rule fills it. */
  | 'REQUIRED_INPUT_UNCOVERED'
  /** The workflow has no input {target}: what the rule gives is lost. */
  | 'UNKNOWN_INPUT'
  /** The engine knows no workflow {target}. */
  | 'WORKFLOW_NOT_FOUND';

/** How bad a finding is. More values may join. */
export type MappingFindingSeverity =
  /** Calls will fail. Blocks publication. */
  | 'ERROR'
  /** Something looks wrong, or cannot be judged. Blocks nothing. */
  | 'WARNING';

/** Where a mapping version stands. More values may join. */
export type MappingState =
  /** Can be changed; serves no calls. */
  | 'DRAFT'
  /** Serves all calls; what it says never changes. */
  | 'PUBLISHED'
  /** Was published before; may serve again, as it is: `rollbackWorkflowMapping`. */
  | 'SUPERSEDED';

/** What an ability makes of its engine's result: at most one of `field` and `expression`; neither = all of it. */
export type OutputRuleInput = {
  /** JSONata over `output`, e.g. `output.items.{"name": title}`. */
  expression?: string | null | undefined;
  /** JSON Pointer to the part that is taken, e.g. `/answer/text`. */
  field?: string | null | undefined;
  /** What it looks at. */
  from?: OutputSource;
  /** How it may be shown. */
  hint?: RenderHint | null | undefined;
  /** JSON Schema; a result that breaks it fails the invocation. */
  schema?: Record<string, unknown> | null | undefined;
};

/** What of the engine's output a rule looks at. More values may join. */
export type OutputSource =
  /** The final output; text that is JSON is read as JSON. */
  | 'DATA'
  /** An object with everything each node said while it ran, by the node's id. */
  | 'NODES'
  /** The final output as text. */
  | 'TEXT';

/** Why a parameter is left out. More values may join. */
export type ParameterDrop =
  /** There was no value for it. */
  | 'ABSENT'
  /** The condition of its rule did not hold. */
  | 'CONDITION';

/** What gave a parameter its value. More values may join. */
export type ParameterFeed =
  /** A fixed value. */
  | 'CONSTANT'
  /** The rule's default: the form had no value. */
  | 'DEFAULT'
  /** An expression. */
  | 'EXPRESSION'
  /** A field of the form. */
  | 'FIELD'
  /** Nothing: the parameter is left out. */
  | 'NONE';

/** How one workflow parameter gets its value: exactly one of `field`, `constant` and `expression`. */
export type ParameterRuleInput = {
  /** A fixed value. */
  constant?: unknown;
  /** Sent when the source has no value. */
  default?: unknown;
  /** JSONata over `form`, `caller { id tenant roles }`, `ability { id key name }` and `now`, e.g. `form.nights * 2`. */
  expression?: string | null | undefined;
  /** JSON Pointer into the form value, e.g. `/traveller/name`. */
  field?: string | null | undefined;
  /** For LIST: what its elements are converted to. */
  items?: ParameterType | null | undefined;
  /** True: a call without a value and without default fails. False: the parameter is left out. */
  required?: boolean;
  /** Name of the workflow's input. */
  target: string;
  /** What the value is converted to; absent = sent as it is. */
  type?: ParameterType | null | undefined;
  /** JSONata, e.g. `form.kind = "boat"`; the rule is skipped where it is false. */
  when?: string | null | undefined;
};

/** Where a parameter's value comes from. More values may join. */
export type ParameterSource =
  /** A fixed value. */
  | 'CONSTANT'
  /** Computed from the form and who calls what when. */
  | 'EXPRESSION'
  /** A field of the form. */
  | 'FIELD';

/** Type of a workflow's input. Values are converted as Coze would; what it would refuse fails the call. More values may join. */
export type ParameterType =
  /** True or false, or text such as `true`, `T`, `1`. */
  | 'BOOLEAN'
  /** A file, or a list of files. */
  | 'FILE'
  /** Whole number. Fractions are cut off; numeric text is taken; beyond 2^53 it is sent as text. */
  | 'INTEGER'
  /** List, or JSON text of one. */
  | 'LIST'
  /** Number, or numeric text. */
  | 'NUMBER'
  /** Object, or JSON text of one. */
  | 'OBJECT'
  /** Text. Numbers become plain decimals, objects and lists JSON text. */
  | 'STRING'
  /** Text that says a time. */
  | 'TIME';

/** Refuse calls until the ability is activated again. */
export type PauseAbilityInput = {
  /** The ability. */
  id: string | number;
};

/** Tell it nothing for a while. */
export type PauseWebhookInput = {
  /** The webhook. */
  id: string | number;
};

/** Where a preset comes from. More values may join. */
export type PresetKind =
  /** Captured from a call that succeeded, with what came of it. */
  | 'EXAMPLE'
  /** An admin wrote it. */
  | 'PRESET';

/** A call that is not made: an ability by `abilityId` or `abilityKey`, and a form. */
export type PreviewInvocationInput = {
  /** The ability. */
  abilityId?: string | number | null | undefined;
  /** Or its key. */
  abilityKey?: string | null | undefined;
  /** Form values, as `invokeAbility` takes them. */
  form: Record<string, unknown>;
  /** The revision the form was rendered from; refused when the current one may misread its values. */
  formRevision?: number | null | undefined;
  /** A version of its mapping, the open draft for example; absent = the published one. */
  mappingId?: string | number | null | undefined;
};

/** What does the work. More values may join. */
export type ProviderKind =
  /** An agent in Coze, published to the API. */
  | 'COZE_AGENT'
  /** A published chatflow in Coze: a workflow that converses. */
  | 'COZE_CHATFLOW'
  /** A published workflow in Coze. */
  | 'COZE_WORKFLOW';

/** Let a draft serve all calls from now on. */
export type PublishWorkflowMappingInput = {
  /** Revision of the draft you looked at; absent = publish whatever it is now. */
  expectedRevision?: number | null | undefined;
  /** The draft. */
  id: string | number;
  /** Publish although the check found errors. Only where its source is not live: what the engine itself says cannot be overridden. */
  overrideCheck?: boolean;
};

/** Send the same bytes under the same id once more. */
export type RedeliverWebhookInput = {
  /** The delivery. */
  deliveryId: string | number;
};

/** A file at a public address instead of an upload. */
export type RegisterFileInput = {
  /** The ability whose form will name it; either this, `abilityKey` or neither. */
  abilityId?: string | number | null | undefined;
  /** The ability, by key. */
  abilityKey?: string | null | undefined;
  /** JSON Pointer of the field that will hold it, e.g. `/document`: it is refused now if it does not fit there. */
  field?: string | null | undefined;
  /** Its name, for people. Absent = the last part of the address. */
  name?: string | null | undefined;
  /** Where it is, e.g. `https://files.example.com/menu.png`: https, a public host, no user name or password. */
  url: string;
};

/** How an output that a frontend has never seen may be shown. More values may join. */
export type RenderHint =
  /** Address of a file, or a list of them. */
  | 'FILE'
  /** Address of an image, or a list of them. */
  | 'IMAGE'
  /** Data, shown as it is. */
  | 'JSON'
  /** Text in Markdown, not to be trusted with HTML. */
  | 'MARKDOWN'
  /** A list of objects with the same keys. */
  | 'TABLE'
  /** Plain text. */
  | 'TEXT';

/** Which invocations to repeat: those that have ended by now and match all of it. At least one part must be given. */
export type ReplayFilter = {
  /** Of one of these abilities, by id. */
  abilityIds?: Array<string | number> | null | undefined;
  /** Of one of these abilities, by key. */
  abilityKeys?: Array<string> | null | undefined;
  /** Accepted at or after this time. */
  createdFrom?: string | null | undefined;
  /** Accepted before this time. */
  createdTo?: string | null | undefined;
  /** That failed with one of these codes, e.g. `[ENGINE_UNREACHABLE]`. */
  failureCodes?: Array<ErrorCode> | null | undefined;
  /** These invocations; at most 100. */
  ids?: Array<string | number> | null | undefined;
  /** That are repetitions of this set. */
  replayId?: string | number | null | undefined;
  /** In one of these final statuses. */
  statuses?: Array<InvocationStatus> | null | undefined;
};

/** Repeat many invocations in the background. */
export type ReplayInvocationsInput = {
  /** Which ones; an empty filter is refused. */
  filter: ReplayFilter;
  /** The same key and input give the same set. */
  idempotencyKey?: string | number | null | undefined;
  /** True also repeats calls of abilities that do something again by being repeated. */
  includeSideEffecting?: boolean;
  /** How to repeat them. */
  version?: RetryVersion;
};

/** Where a set of repetitions stands. More values may join. */
export type ReplayState =
  /** No more will be begun. Those that were go on: cancel them one by one. */
  | 'ABORTED'
  /** No more are to be begun; a worker has yet to notice. */
  | 'ABORTING'
  /** All were begun and have ended. */
  | 'FINISHED'
  /** Repetitions are begun, or have yet to end. */
  | 'RUNNING';

/** Answer what a run asks. */
export type ResumeInvocationInput = {
  /** A text, or for a question with a form its values, e.g. `{"berth":"A 12"}`. */
  answer: unknown;
  /** The question: `interrupt { id }` of the invocation or of the event InterruptRaised. */
  interruptId: string | number;
  /** The invocation. */
  invocationId: string | number;
};

/** Take the ability out of service for good. */
export type RetireAbilityInput = {
  /** The ability. */
  id: string | number;
};

/** Begin a new invocation like one that has ended. */
export type RetryInvocationInput = {
  /** The invocation to repeat. */
  id: string | number;
  /** As in InvokeAbilityInput: the same key never repeats it twice. */
  idempotencyKey?: string | number | null | undefined;
  /** How to repeat it. */
  version?: RetryVersion;
  /** Wait up to this many milliseconds (0 to 25000) for the end or a question before answering. */
  waitMs?: number;
};

/** How an invocation is repeated. */
export type RetryVersion =
  /** By the version published now: its form is checked again and mapped anew. */
  | 'CURRENT'
  /** By the mapping version that served it, also when another one is published now, with the same parameters. */
  | 'ORIGINAL';

/** Let a version that was published before serve all calls again. */
export type RollbackWorkflowMappingInput = {
  /** The ability. */
  abilityId: string | number;
  /** The version to go back to. */
  version: number;
};

/** Make a new secret; the old one signs for 24 hours more. */
export type RotateWebhookSecretInput = {
  /** The webhook. */
  id: string | number;
};

/** Try all golden cases of an ability. Every case is a real call at the engine. */
export type RunGoldenCasesInput = {
  /** The ability. */
  abilityId: string | number;
  /** Needed for abilities that do something in the world: every case does it again. */
  includeSideEffecting?: boolean;
  /** The version to try; absent = the open draft, or else the published one. */
  mappingId?: string | number | null | undefined;
};

/** How the engine is asked. More values may join. */
export type RunMode =
  /** Begun at once and asked about until it ends: for long runs; survives restarts of the gateway. */
  | 'ASYNC'
  /** Events while it runs; needed for questions. */
  | 'STREAM'
  /** One answer at the end; for short runs without questions. */
  | 'SYNC';

/** A golden case: a new one, or with `id` and `expectedRevision` a change of one. */
export type SaveGoldenCaseInput = {
  /** The ability. */
  abilityId: string | number;
  /** All have to hold; none = it is enough that the call succeeds. */
  expectations?: Array<GoldenExpectationInput>;
  /** The revision you read. If it is no longer the current one, the change is refused. */
  expectedRevision?: number | null | undefined;
  /** Form values that fit the form, without secrets. */
  form: Record<string, unknown>;
  /** The case that is changed. */
  id?: string | number | null | undefined;
  /** Unique within its ability, at most 120 characters. */
  name: string;
};

/** A draft of an ability's mapping; it replaces the open draft, if there is one. */
export type SaveWorkflowMappingInput = {
  /** The ability. */
  abilityId: string | number;
  /** Named connection; `default` is the platform's service account. */
  connection?: string;
  /** Revision of the draft you read, 0 = there was none; absent = replace whatever draft there is. */
  expectedRevision?: number | null | undefined;
  /** JSON Pointers into the result, each to an address or a list of them: the files there are copied and kept, see `Invocation.outputFiles`. */
  keepFiles?: Array<string> | null | undefined;
  /** How the engine is asked. */
  mode?: RunMode;
  /** What it makes of the engine's result; absent = nothing, it stays as it is. */
  output?: OutputRuleInput | null | undefined;
  /** One rule per workflow parameter; what has no rule is not sent. */
  parameters: Array<ParameterRuleInput>;
  /** What does the work. */
  provider?: ProviderKind;
  /** Longest run at the engine in milliseconds; null = the connection's. */
  timeoutMs?: number | null | undefined;
  /** The engine's id of the workflow, chatflow or agent: digits. */
  workflowId: string | number;
};

/** What a second run of the same call would do. Decides whether a lost call may be run again. */
export type SideEffects =
  /** The same as one run. */
  | 'IDEMPOTENT'
  /** Nothing: it only reads and computes. */
  | 'READ_ONLY'
  /** Something twice: never repeated unasked. */
  | 'SIDE_EFFECTING';

/** Send one delivery now, to see how it arrives. */
export type TestWebhookInput = {
  /** The webhook; it may be paused. */
  id: string | number;
  /** Which invocation to tell of. Absent = the one it watches, or the ability's newest; without any, the document shows nulls. */
  invocationId?: string | number | null | undefined;
};

/** Changes to an ability; what is absent stays. */
export type UpdateAbilityInput = {
  /** How long a question of a run stays open, in milliseconds of whole seconds, up to 24 days; null = the gateway's default. */
  answerExpiryMs?: number | null | undefined;
  /** Who may answer what a run asks. */
  answerers?: Answerers | null | undefined;
  /** Where it belongs in a catalogue; null removes it. */
  category?: string | null | undefined;
  /** Longest time a call may take, in milliseconds; null = the gateway's default. */
  deadlineMs?: number | null | undefined;
  /** What it does; null removes it. */
  description?: string | null | undefined;
  /** The revision you read. If it is no longer the current one, the change is refused. */
  expectedRevision: number;
  /** The whole form; a change makes a new form revision. */
  form?: AbilityFormInput | null | undefined;
  /** The ability. */
  id: string | number;
  /** Calls of this ability at the engine at once, over all instances; null = no bound. */
  maxConcurrency?: number | null | undefined;
  /** Name for people. */
  name?: string | null | undefined;
  /** What a second run would do. */
  sideEffects?: SideEffects | null | undefined;
  /** Free labels; replaces all. */
  tags?: Array<string> | null | undefined;
};

/** Changes to a preset or example; what is absent stays. */
export type UpdateAbilityPresetInput = {
  /** What it shows; null removes it. */
  description?: string | null | undefined;
  /** The revision you read. If it is no longer the current one, the change is refused. */
  expectedRevision: number;
  /** The preset. */
  id: string | number;
  /** Of a preset, not of an example: complete form values without secrets. */
  input?: Record<string, unknown> | null | undefined;
  /** Name for people. */
  name?: string | null | undefined;
};

/** Changes to a webhook; what is absent stays. */
export type UpdateWebhookInput = {
  /** The query; deliveries that were prepared before keep their bytes. */
  document?: string | null | undefined;
  /** The revision you read. If it is no longer the current one, the change is refused. */
  expectedRevision: number;
  /** The webhook. */
  id: string | number;
  /** Where to post to. */
  url?: string | null | undefined;
};

/** Narrows a list of deliveries; absent = any. */
export type WebhookDeliveryFilter = {
  /** In one of these states. */
  states?: Array<WebhookDeliveryState> | null | undefined;
};

/** What a delivery tells. More values may join. */
export type WebhookDeliveryKind =
  /** An invocation has ended; `type` of the body is `invocation.ended`. */
  | 'ENDED'
  /** Asked for with `testWebhook`, tried once; `type` of the body is `webhook.test`. */
  | 'TEST';

/** Where a delivery stands. More values may join. */
export type WebhookDeliveryState =
  /** The receiver answered 2xx. */
  | 'DELIVERED'
  /** Given up; `redeliverWebhook` begins again. */
  | 'FAILED'
  /** Waits until its webhook is activated. */
  | 'HELD'
  /** Due at `nextAttemptAt`, or being sent. */
  | 'PENDING';

/** Narrows a list of webhooks; absent = any. */
export type WebhookFilter = {
  /** Watching one of these abilities. */
  abilityIds?: Array<string | number> | null | undefined;
  /** Watching one of these invocations. */
  invocationIds?: Array<string | number> | null | undefined;
  /** In one of these states. */
  states?: Array<WebhookState> | null | undefined;
};

/** Why a webhook is paused. More values may join. */
export type WebhookPauseReason =
  /** The receiver answered 410 Gone. */
  | 'GONE'
  /** Somebody asked for it. */
  | 'REQUESTED';

/** Whether a webhook is told anything. More values may join. */
export type WebhookState =
  /** Every end is delivered. */
  | 'ACTIVE'
  /** What was due waits; what ends meanwhile is not told. */
  | 'PAUSED';

/** How an input, or a field of the result, has changed. More values may join. */
export type WorkflowInputChangeCode =
  /** {path} has become optional. */
  | 'BECAME_OPTIONAL'
  /** {path} has become required. */
  | 'BECAME_REQUIRED'
  /** {path} no longer takes every value that it took. */
  | 'CHOICES_NARROWED'
  /** {path} takes more values than before. */
  | 'CHOICES_WIDENED'
  /** {path} has another default. */
  | 'DEFAULT_CHANGED'
  /** {path} has another description. */
  | 'DESCRIPTION_CHANGED'
  /** {path} takes another kind of file. */
  | 'FILE_KIND_CHANGED'
  /** {path} ({after}) is new and optional. */
  | 'OPTIONAL_ADDED'
  /** The result has a new field {path}. */
  | 'OUTPUT_ADDED'
  /** The result's field {path} is gone. */
  | 'OUTPUT_REMOVED'
  /** The result's field {before} is called {path} now. */
  | 'OUTPUT_RENAMED'
  /** The result's field {path} was {before} and is {after} now. */
  | 'OUTPUT_RETYPED'
  /** {path} is gone. */
  | 'REMOVED'
  /** {before} is called {path} now. */
  | 'RENAMED'
  /** The inputs stand in another order. */
  | 'REORDERED'
  /** {path} ({after}) is new and required. */
  | 'REQUIRED_ADDED'
  /** {path} was {before} and is {after} now. */
  | 'RETYPED'
  /** {path} says now what must be inside it. */
  | 'STRUCTURE_DECLARED'
  /** {path} no longer says what must be inside it. */
  | 'STRUCTURE_DROPPED';

/** What a change does to calls that are sent as before. More values may join. */
export type WorkflowInputChangeImpact =
  /** They fail, or the workflow no longer gets a value it got. */
  | 'BREAKING'
  /** They go on as before. */
  | 'COMPATIBLE'
  /** People see other words or another order. */
  | 'COSMETIC';

/** Where the declared inputs of a workflow come from, best first. More values may join. */
export type WorkflowInputSource =
  /** A canvas that an admin imported. */
  | 'CANVAS'
  /** The engine's API, asked now. */
  | 'ENGINE_API'
  /** Earlier calls that succeeded: which inputs they sent. Proves nothing about others. */
  | 'LEARNED'
  /** What one of the first two said last. */
  | 'SNAPSHOT'
  /** The pages of Studio, asked now with the session of the connection. */
  | 'STUDIO';

/** What a source contributed to a check. More values may join. */
export type WorkflowInputSourceState =
  /** It says something, and a better source, or a newer one, does too. */
  | 'AVAILABLE'
  /** It says nothing; `problem` tells why. */
  | 'UNAVAILABLE'
  /** The rules were compared with what it says. */
  | 'USED';

export type AbilityCardFragment = { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus };

export type AbilitiesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AbilityFilter | null | undefined;
}>;


export type AbilitiesQuery = { abilities: { nodes: Array<{ id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AbilityFormQueryVariables = Exact<{
  key: string;
}>;


export type AbilityFormQuery = { ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus, form: { revision: number, schema: Record<string, unknown>, uiSchema: Record<string, unknown> | null } } | null };

export type MappingFieldsFragment = { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> };

export type AbilityForAdminQueryVariables = Exact<{
  id: string | number;
}>;


export type AbilityForAdminQuery = { ability: { revision: number, sideEffects: SideEffects, deadlineMs: number | null, maxConcurrency: number | null, answerers: Answerers, answerExpiryMs: number | null, cancellation: Cancellation | null, cozeWorkflowId: string | null, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus, form: { revision: number, schema: Record<string, unknown>, uiSchema: Record<string, unknown> | null }, mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } | null } | null };

export type WorkflowMappingsQueryVariables = Exact<{
  abilityId: string | number;
}>;


export type WorkflowMappingsQuery = { workflowMappings: Array<{ publishedAt: string | null, publishedBy: string | null, id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> }> };

export type CreateAbilityMutationVariables = Exact<{
  input: CreateAbilityInput;
}>;


export type CreateAbilityMutation = { createAbility:
    | { ability: { revision: number, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type UpdateAbilityMutationVariables = Exact<{
  input: UpdateAbilityInput;
}>;


export type UpdateAbilityMutation = { updateAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { ability: { revision: number, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type PauseAbilityMutationVariables = Exact<{
  input: PauseAbilityInput;
}>;


export type PauseAbilityMutation = { pauseAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type ActivateAbilityMutationVariables = Exact<{
  input: ActivateAbilityInput;
}>;


export type ActivateAbilityMutation = { activateAbility:
    | { ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type RetireAbilityMutationVariables = Exact<{
  input: RetireAbilityInput;
}>;


export type RetireAbilityMutation = { retireAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type SaveWorkflowMappingMutationVariables = Exact<{
  input: SaveWorkflowMappingInput;
}>;


export type SaveWorkflowMappingMutation = { saveWorkflowMapping:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, current: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { warnings: Array<string>, mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } }
   };

export type PublishWorkflowMappingMutationVariables = Exact<{
  input: PublishWorkflowMappingInput;
}>;


export type PublishWorkflowMappingMutation = { publishWorkflowMapping:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, current: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> }, ability: { cozeWorkflowId: string | null, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
   };

export type InvocationActivitySubscriptionVariables = Exact<{
  abilityId?: string | number | null | undefined;
  abilityKey?: string | null | undefined;
}>;


export type InvocationActivitySubscription = { invocationActivity:
    | { __typename: 'ActivityGap', since: string, until: string, reason: ActivityGapReason }
    | { __typename: 'InvocationActivity', invocation: { id: string, status: InvocationStatus, ability: { id: string, key: string } }, event:
        | { __typename: 'Finished', status: InvocationStatus, cursor: string, sequence: number, at: string, failure: { code: ErrorCode, message: string } | null }
        | { __typename: 'GapEvent', cursor: string, sequence: number, at: string }
        | { __typename: 'InterruptExpired', cursor: string, sequence: number, at: string }
        | { __typename: 'InterruptRaised', cursor: string, sequence: number, at: string }
        | { __typename: 'NodeProgress', cursor: string, sequence: number, at: string }
        | { __typename: 'OtherEvent', cursor: string, sequence: number, at: string }
        | { __typename: 'OutputDelta', cursor: string, sequence: number, at: string }
        | { __typename: 'SnapshotEvent', cursor: string, sequence: number, at: string }
        | { __typename: 'StateChanged', from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string }
       }
   };

export type AuditLogQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AuditFilterInput | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ id: string, at: string, actor: string, via: string, action: string, subjectId: string, abilityId: string | null, requestId: string, changes: { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MappingCheckFieldsFragment = { checkedAt: string, reason: MappingCheckReason, source: WorkflowInputSource | null, live: boolean, errors: number, warnings: number, engineFingerprint: string | null, publishedFingerprint: string | null, sources: Array<{ source: WorkflowInputSource, state: WorkflowInputSourceState, observedAt: string | null, ageSeconds: number | null, problem: string | null }>, findings: Array<{ code: MappingFindingCode, severity: MappingFindingSeverity, rule: number | null, target: string | null, message: string, fix: string }>, drift: { since: string, comparedWith: string, impact: WorkflowInputChangeImpact, changes: Array<{ code: WorkflowInputChangeCode, impact: WorkflowInputChangeImpact, path: string, before: string | null, after: string | null, message: string }> } | null };

export type WorkflowMappingCheckQueryVariables = Exact<{
  id: string | number;
}>;


export type WorkflowMappingCheckQuery = { workflowMapping: { id: string, version: number, state: MappingState, check: { checkedAt: string, reason: MappingCheckReason, source: WorkflowInputSource | null, live: boolean, errors: number, warnings: number, engineFingerprint: string | null, publishedFingerprint: string | null, sources: Array<{ source: WorkflowInputSource, state: WorkflowInputSourceState, observedAt: string | null, ageSeconds: number | null, problem: string | null }>, findings: Array<{ code: MappingFindingCode, severity: MappingFindingSeverity, rule: number | null, target: string | null, message: string, fix: string }>, drift: { since: string, comparedWith: string, impact: WorkflowInputChangeImpact, changes: Array<{ code: WorkflowInputChangeCode, impact: WorkflowInputChangeImpact, path: string, before: string | null, after: string | null, message: string }> } | null } | null } | null };

export type CheckWorkflowMappingMutationVariables = Exact<{
  input: CheckWorkflowMappingInput;
}>;


export type CheckWorkflowMappingMutation = { checkWorkflowMapping:
    | { check: { checkedAt: string, reason: MappingCheckReason, source: WorkflowInputSource | null, live: boolean, errors: number, warnings: number, engineFingerprint: string | null, publishedFingerprint: string | null, sources: Array<{ source: WorkflowInputSource, state: WorkflowInputSourceState, observedAt: string | null, ageSeconds: number | null, problem: string | null }>, findings: Array<{ code: MappingFindingCode, severity: MappingFindingSeverity, rule: number | null, target: string | null, message: string, fix: string }>, drift: { since: string, comparedWith: string, impact: WorkflowInputChangeImpact, changes: Array<{ code: WorkflowInputChangeCode, impact: WorkflowInputChangeImpact, path: string, before: string | null, after: string | null, message: string }> } | null }, mapping: { id: string, version: number, state: MappingState } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type ImportWorkflowCanvasMutationVariables = Exact<{
  input: ImportWorkflowCanvasInput;
}>;


export type ImportWorkflowCanvasMutation = { importWorkflowCanvas:
    | { inputs: Array<string>, engineFingerprint: string }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type ClientInvocationFragment = { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

export type ClientInterruptFragment = { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string };

type ClientEvent_Finished_Fragment = { __typename: 'Finished', status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

type ClientEvent_GapEvent_Fragment = { __typename: 'GapEvent', fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string };

type ClientEvent_InterruptExpired_Fragment = { __typename: 'InterruptExpired', interruptId: string, cursor: string, sequence: number, at: string };

type ClientEvent_InterruptRaised_Fragment = { __typename: 'InterruptRaised', cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } };

type ClientEvent_NodeProgress_Fragment = { __typename: 'NodeProgress', nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string };

type ClientEvent_OtherEvent_Fragment = { __typename: 'OtherEvent', cursor: string, sequence: number, at: string };

type ClientEvent_OutputDelta_Fragment = { __typename: 'OutputDelta', nodeId: string, text: string, cursor: string, sequence: number, at: string };

type ClientEvent_SnapshotEvent_Fragment = { __typename: 'SnapshotEvent', cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } };

type ClientEvent_StateChanged_Fragment = { __typename: 'StateChanged', from: InvocationStatus | null, to: InvocationStatus, attempt: number | null, restarted: boolean, cursor: string, sequence: number, at: string };

export type ClientEventFragment =
  | ClientEvent_Finished_Fragment
  | ClientEvent_GapEvent_Fragment
  | ClientEvent_InterruptExpired_Fragment
  | ClientEvent_InterruptRaised_Fragment
  | ClientEvent_NodeProgress_Fragment
  | ClientEvent_OtherEvent_Fragment
  | ClientEvent_OutputDelta_Fragment
  | ClientEvent_SnapshotEvent_Fragment
  | ClientEvent_StateChanged_Fragment
;

export type ClientInvokeMutationVariables = Exact<{
  input: InvokeAbilityInput;
}>;


export type ClientInvokeMutation = { invokeAbility:
    | { __typename: 'AbilityUnavailable', code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'IdempotencyConflict', code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'InvocationAccepted', replayed: boolean, subscribeFrom: string, idempotencyKey: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { __typename: 'LimitExceeded', limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'OperationRefused', code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'PermissionDenied', code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'ValidationFailed', code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type ClientFollowSubscriptionVariables = Exact<{
  invocationId: string | number;
  after?: string | null | undefined;
  snapshot?: boolean;
}>;


export type ClientFollowSubscription = { invocationEvents:
    | { __typename: 'Finished', status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null }
    | { __typename: 'GapEvent', fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string }
    | { __typename: 'InterruptExpired', interruptId: string, cursor: string, sequence: number, at: string }
    | { __typename: 'InterruptRaised', cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } }
    | { __typename: 'NodeProgress', nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string }
    | { __typename: 'OtherEvent', cursor: string, sequence: number, at: string }
    | { __typename: 'OutputDelta', nodeId: string, text: string, cursor: string, sequence: number, at: string }
    | { __typename: 'SnapshotEvent', cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { __typename: 'StateChanged', from: InvocationStatus | null, to: InvocationStatus, attempt: number | null, restarted: boolean, cursor: string, sequence: number, at: string }
   };

export type ClientRestQueryVariables = Exact<{
  invocationId: string | number;
  after?: string | null | undefined;
}>;


export type ClientRestQuery = { invocation: { status: InvocationStatus } | null, invocationEvents: { nodes: Array<
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
      | { sequence: number }
    > } };

export type CancelInvocationMutationVariables = Exact<{
  input: CancelInvocationInput;
}>;


export type CancelInvocationMutation = { cancelInvocation:
    | { invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type ResumeInvocationMutationVariables = Exact<{
  input: ResumeInvocationInput;
}>;


export type ResumeInvocationMutation = { resumeInvocation:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, subscribeFrom: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type RetryInvocationMutationVariables = Exact<{
  input: RetryInvocationInput;
}>;


export type RetryInvocationMutation = { retryInvocation:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, subscribeFrom: string, idempotencyKey: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, retryOf: { id: string } | null, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type DifferencesFragment = { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> };

export type InvocationDiffQueryVariables = Exact<{
  id: string | number;
  with?: string | number | null | undefined;
}>;


export type InvocationDiffQuery = { invocation: { diff: { before: { id: string, createdAt: string }, input: { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> }, parameters: { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> } | null, output: { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> }, status: { before: InvocationStatus, after: InvocationStatus }, durationMs: { before: number | null, after: number | null }, totalTokens: { before: number | null, after: number | null } } | null } | null };

export type FileCardFragment = { id: string, origin: FileOrigin, state: FileState, name: string, kind: string, bytes: number | null, sha256: string | null, failure: ErrorCode | null, path: string | null, pointer: string | null, createdAt: string, expiresAt: string };

export type FileQueryVariables = Exact<{
  id: string | number;
}>;


export type FileQuery = { file: { id: string, origin: FileOrigin, state: FileState, name: string, kind: string, bytes: number | null, sha256: string | null, failure: ErrorCode | null, path: string | null, pointer: string | null, createdAt: string, expiresAt: string } | null };

export type InvocationFilesQueryVariables = Exact<{
  id: string | number;
}>;


export type InvocationFilesQuery = { invocation: { id: string, status: InvocationStatus, outputFiles: Array<{ id: string, origin: FileOrigin, state: FileState, name: string, kind: string, bytes: number | null, sha256: string | null, failure: ErrorCode | null, path: string | null, pointer: string | null, createdAt: string, expiresAt: string }> } | null };

export type RegisterFileMutationVariables = Exact<{
  input: RegisterFileInput;
}>;


export type RegisterFileMutation = { registerFile:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { file: { id: string, origin: FileOrigin, state: FileState, name: string, kind: string, bytes: number | null, sha256: string | null, failure: ErrorCode | null, path: string | null, pointer: string | null, createdAt: string, expiresAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type PresetCardFragment = { id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string };

export type AbilityFormRevisionsQueryVariables = Exact<{
  abilityId: string | number;
  first?: number;
  after?: string | null | undefined;
}>;


export type AbilityFormRevisionsQuery = { abilityFormRevisions: { nodes: Array<{ revision: number, createdAt: string | null, createdBy: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FormAtQueryVariables = Exact<{
  abilityId: string | number;
  revision: number;
}>;


export type FormAtQuery = { formAt: { revision: number, schema: Record<string, unknown>, uiSchema: Record<string, unknown> | null, createdAt: string | null } | null };

export type AbilityPresetsQueryVariables = Exact<{
  key: string;
  kind?: PresetKind | null | undefined;
}>;


export type AbilityPresetsQuery = { ability: { id: string, presets: Array<{ id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string }> } | null };

export type AbilityPresetQueryVariables = Exact<{
  id: string | number;
}>;


export type AbilityPresetQuery = { abilityPreset: { id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string, ability: { id: string, key: string } } | null };

export type CreateAbilityPresetMutationVariables = Exact<{
  input: CreateAbilityPresetInput;
}>;


export type CreateAbilityPresetMutation = { createAbilityPreset:
    | { preset: { id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type CaptureAbilityExampleMutationVariables = Exact<{
  input: CaptureAbilityExampleInput;
}>;


export type CaptureAbilityExampleMutation = { captureAbilityExample:
    | { preset: { id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type UpdateAbilityPresetMutationVariables = Exact<{
  input: UpdateAbilityPresetInput;
}>;


export type UpdateAbilityPresetMutation = { updateAbilityPreset:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { preset: { id: string, kind: PresetKind, name: string, description: string | null, formRevision: number, fits: boolean, input: Record<string, unknown>, output: unknown, durationMs: number | null, revision: number, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type DeleteAbilityPresetMutationVariables = Exact<{
  input: DeleteAbilityPresetInput;
}>;


export type DeleteAbilityPresetMutation = { deleteAbilityPreset:
    | { preset: { id: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type GoldenCaseFieldsFragment = { id: string, name: string, form: Record<string, unknown>, revision: number, updatedAt: string, expectations: Array<{ kind: ExpectationKind, pointer: string | null, value: unknown, schema: Record<string, unknown> | null, pattern: string | null, tolerance: number | null }> };

export type GoldenRunFieldsFragment = { id: string, mappingId: string, mappingVersion: number, mappingRevision: number, startedBy: string, createdAt: string, verdict: GoldenVerdict, results: Array<{ caseId: string, name: string, verdict: GoldenVerdict, problems: Array<string>, invocation: { id: string, status: InvocationStatus } | null }> };

export type GoldenCasesQueryVariables = Exact<{
  abilityId: string | number;
}>;


export type GoldenCasesQuery = { goldenCases: Array<{ id: string, name: string, form: Record<string, unknown>, revision: number, updatedAt: string, expectations: Array<{ kind: ExpectationKind, pointer: string | null, value: unknown, schema: Record<string, unknown> | null, pattern: string | null, tolerance: number | null }> }> };

export type GoldenRunsQueryVariables = Exact<{
  abilityId: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type GoldenRunsQuery = { goldenRuns: { nodes: Array<{ id: string, mappingId: string, mappingVersion: number, mappingRevision: number, startedBy: string, createdAt: string, verdict: GoldenVerdict, results: Array<{ caseId: string, name: string, verdict: GoldenVerdict, problems: Array<string>, invocation: { id: string, status: InvocationStatus } | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type GoldenRunQueryVariables = Exact<{
  id: string | number;
}>;


export type GoldenRunQuery = { node:
    | { id: string, mappingId: string, mappingVersion: number, mappingRevision: number, startedBy: string, createdAt: string, verdict: GoldenVerdict, results: Array<{ caseId: string, name: string, verdict: GoldenVerdict, problems: Array<string>, invocation: { id: string, status: InvocationStatus } | null }> }
    | Record<PropertyKey, never>
   | null };

export type SaveGoldenCaseMutationVariables = Exact<{
  input: SaveGoldenCaseInput;
}>;


export type SaveGoldenCaseMutation = { saveGoldenCase:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { goldenCase: { id: string, name: string, form: Record<string, unknown>, revision: number, updatedAt: string, expectations: Array<{ kind: ExpectationKind, pointer: string | null, value: unknown, schema: Record<string, unknown> | null, pattern: string | null, tolerance: number | null }> } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type DeleteGoldenCaseMutationVariables = Exact<{
  input: DeleteGoldenCaseInput;
}>;


export type DeleteGoldenCaseMutation = { deleteGoldenCase:
    | { goldenCase: { id: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type RunGoldenCasesMutationVariables = Exact<{
  input: RunGoldenCasesInput;
}>;


export type RunGoldenCasesMutation = { runGoldenCases:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { run: { id: string, mappingId: string, mappingVersion: number, mappingRevision: number, startedBy: string, createdAt: string, verdict: GoldenVerdict, results: Array<{ caseId: string, name: string, verdict: GoldenVerdict, problems: Array<string>, invocation: { id: string, status: InvocationStatus } | null }> } }
   };

export type InvocationStateFragment = { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

export type QuestionFragment = { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string };

export type InvokeAbilityMutationVariables = Exact<{
  input: InvokeAbilityInput;
}>;


export type InvokeAbilityMutation = { invokeAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, subscribeFrom: string, idempotencyKey: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type InvocationQueryVariables = Exact<{
  id: string | number;
}>;


export type InvocationQuery = { invocation: { input: Record<string, unknown> | null, id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus }, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } | null };

export type InvocationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: InvocationFilter | null | undefined;
}>;


export type InvocationsQuery = { invocations: { nodes: Array<{ id: string, status: InvocationStatus, createdAt: string, durationMs: number | null, ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

type EventFields_Finished_Fragment = { status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

type EventFields_GapEvent_Fragment = { fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string };

type EventFields_InterruptExpired_Fragment = { interruptId: string, cursor: string, sequence: number, at: string };

type EventFields_InterruptRaised_Fragment = { cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } };

type EventFields_NodeProgress_Fragment = { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string };

type EventFields_OtherEvent_Fragment = { cursor: string, sequence: number, at: string };

type EventFields_OutputDelta_Fragment = { nodeId: string, text: string, cursor: string, sequence: number, at: string };

type EventFields_SnapshotEvent_Fragment = { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } };

type EventFields_StateChanged_Fragment = { from: InvocationStatus | null, to: InvocationStatus, attempt: number | null, restarted: boolean, cursor: string, sequence: number, at: string };

export type EventFieldsFragment =
  | EventFields_Finished_Fragment
  | EventFields_GapEvent_Fragment
  | EventFields_InterruptExpired_Fragment
  | EventFields_InterruptRaised_Fragment
  | EventFields_NodeProgress_Fragment
  | EventFields_OtherEvent_Fragment
  | EventFields_OutputDelta_Fragment
  | EventFields_SnapshotEvent_Fragment
  | EventFields_StateChanged_Fragment
;

export type FollowInvocationSubscriptionVariables = Exact<{
  invocationId: string | number;
  after?: string | null | undefined;
  snapshot?: boolean | null | undefined;
}>;


export type FollowInvocationSubscription = { invocationEvents:
    | { status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null }
    | { fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string }
    | { interruptId: string, cursor: string, sequence: number, at: string }
    | { cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } }
    | { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string }
    | { cursor: string, sequence: number, at: string }
    | { nodeId: string, text: string, cursor: string, sequence: number, at: string }
    | { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { from: InvocationStatus | null, to: InvocationStatus, attempt: number | null, restarted: boolean, cursor: string, sequence: number, at: string }
   };

export type PollInvocationQueryVariables = Exact<{
  invocationId: string | number;
  after?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type PollInvocationQuery = { invocationEvents: { nodes: Array<
      | { status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null }
      | { fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string }
      | { interruptId: string, cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } }
      | { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string }
      | { nodeId: string, text: string, cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
      | { from: InvocationStatus | null, to: InvocationStatus, attempt: number | null, restarted: boolean, cursor: string, sequence: number, at: string }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ReplayProgressFragment = { id: string, state: ReplayState, owner: string, version: RetryVersion, total: number, started: number, finished: number, succeeded: number, failed: number, refused: number, createdAt: string, finishedAt: string | null, refusals: Array<{ code: ErrorCode, count: number }> };

export type ReplayInvocationsMutationVariables = Exact<{
  input: ReplayInvocationsInput;
}>;


export type ReplayInvocationsMutation = { replayInvocations:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, replay: { id: string, state: ReplayState, owner: string, version: RetryVersion, total: number, started: number, finished: number, succeeded: number, failed: number, refused: number, createdAt: string, finishedAt: string | null, refusals: Array<{ code: ErrorCode, count: number }> } }
   };

export type AbortReplayMutationVariables = Exact<{
  input: AbortReplayInput;
}>;


export type AbortReplayMutation = { abortReplay:
    | { replay: { id: string, state: ReplayState, owner: string, version: RetryVersion, total: number, started: number, finished: number, succeeded: number, failed: number, refused: number, createdAt: string, finishedAt: string | null, refusals: Array<{ code: ErrorCode, count: number }> } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
   };

export type InvocationReplayQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InvocationReplayQuery = { invocationReplay: { id: string, state: ReplayState, owner: string, version: RetryVersion, total: number, started: number, finished: number, succeeded: number, failed: number, refused: number, createdAt: string, finishedAt: string | null, items: { nodes: Array<{ id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, retryOf: { id: string } | null, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, refusals: Array<{ code: ErrorCode, count: number }> } | null };

export type InvocationReplaysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InvocationReplaysQuery = { invocationReplays: { nodes: Array<{ id: string, state: ReplayState, owner: string, version: RetryVersion, total: number, started: number, finished: number, succeeded: number, failed: number, refused: number, createdAt: string, finishedAt: string | null, refusals: Array<{ code: ErrorCode, count: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, tenant: string, roles: Array<string>, permissions: Array<string>, signedInBy: string, expiresAt: string | null }, serverInfo: { name: string, version: string, database: string, messaging: string, simulatedEngine: boolean, maxPageSize: number } };

type Refusal_AbilityUnavailable_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_IdempotencyConflict_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_LimitExceeded_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_MappingConflict_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_OperationRefused_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_PermissionDenied_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_ValidationFailed_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

export type RefusalFragment =
  | Refusal_AbilityUnavailable_Fragment
  | Refusal_IdempotencyConflict_Fragment
  | Refusal_LimitExceeded_Fragment
  | Refusal_MappingConflict_Fragment
  | Refusal_OperationRefused_Fragment
  | Refusal_PermissionDenied_Fragment
  | Refusal_ValidationFailed_Fragment
;

export type FieldProblemsFragment = { fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> };

export type MappingVersionFragment = { id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null };

export type DraftConflictFragment = { current: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } | null };

export type PayloadFactsFragment = { text: string, masked: boolean, hash: string, parameters: Array<{ target: string, fedBy: ParameterFeed, field: string | null, expression: string | null, value: unknown, dropped: ParameterDrop | null, warning: string | null, converted: { from: string, to: ParameterType } | null }> };

export type RollbackWorkflowMappingMutationVariables = Exact<{
  input: RollbackWorkflowMappingInput;
}>;


export type RollbackWorkflowMappingMutation = { rollbackWorkflowMapping:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, current: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, expression: string | null, type: ParameterType | null, items: ParameterType | null, default: unknown, required: boolean, when: string | null }> } | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { mapping: { id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null }, ability: { id: string, status: AbilityStatus, cozeWorkflowId: string | null } }
   };

export type WorkflowMappingDiffQueryVariables = Exact<{
  abilityId: string | number;
  from: number;
  to: number;
}>;


export type WorkflowMappingDiffQuery = { workflowMappingDiff: { from: { id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null }, to: { id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null }, changes: { truncated: boolean, changes: Array<{ pointer: string, kind: ChangeKind, before: unknown, after: unknown, clipped: boolean }> } } };

export type PreviewInvocationQueryVariables = Exact<{
  input: PreviewInvocationInput;
}>;


export type PreviewInvocationQuery = { previewInvocation:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { form: Record<string, unknown>, formRevision: number, hiddenFields: Array<string>, defaultedFields: Array<string>, payload: { text: string, masked: boolean, hash: string, parameters: Array<{ target: string, fedBy: ParameterFeed, field: string | null, expression: string | null, value: unknown, dropped: ParameterDrop | null, warning: string | null, converted: { from: string, to: ParameterType } | null }> }, mapping: { provider: ProviderKind, connection: string, workflowId: string | null, mode: RunMode, id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null }, obstacles: Array<{ code: ErrorCode, message: string }> }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type ExplainInvocationQueryVariables = Exact<{
  id: string | number;
}>;


export type ExplainInvocationQuery = { explainInvocation: { verdict: ExplanationVerdict, changedParameters: Array<string>, causes: Array<{ input: CallInput, message: string }>, payload: { text: string, masked: boolean, hash: string, parameters: Array<{ target: string, fedBy: ParameterFeed, field: string | null, expression: string | null, value: unknown, dropped: ParameterDrop | null, warning: string | null, converted: { from: string, to: ParameterType } | null }> } | null, invocation: { id: string, status: InvocationStatus, createdAt: string, provenance: { formRevision: number, mappingVersion: number, engineFingerprint: string | null, payloadHash: string | null, mapping: { id: string, version: number, state: MappingState, revision: number, publishedAt: string | null, publishedBy: string | null, restoredAt: string | null, restoredBy: string | null } | null } | null } } };

export type WebhookCardFragment = { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string };

export type DeliveryCardFragment = { id: string, kind: WebhookDeliveryKind, state: WebhookDeliveryState, attempts: number, nextAttemptAt: string | null, httpStatus: number | null, lastError: string | null, durationMs: number | null, createdAt: string, finishedAt: string | null };

export type WebhooksQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: WebhookFilter | null | undefined;
}>;


export type WebhooksQuery = { webhooks: { nodes: Array<{ id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string, ability: { id: string, key: string, name: string } | null, invocation: { id: string, status: InvocationStatus } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type WebhookDeliveriesQueryVariables = Exact<{
  id: string | number;
  first?: number;
  after?: string | null | undefined;
  filter?: WebhookDeliveryFilter | null | undefined;
}>;


export type WebhookDeliveriesQuery = { webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string, deliveries: { nodes: Array<{ id: string, kind: WebhookDeliveryKind, state: WebhookDeliveryState, attempts: number, nextAttemptAt: string | null, httpStatus: number | null, lastError: string | null, durationMs: number | null, createdAt: string, finishedAt: string | null, attemptLog: Array<{ number: number, at: string, durationMs: number, httpStatus: number | null, error: string | null }>, invocation: { id: string, status: InvocationStatus } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type InvokeAbilityWithWebhookMutationVariables = Exact<{
  input: InvokeAbilityInput;
}>;


export type InvokeAbilityWithWebhookMutation = { invokeAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, subscribeFrom: string, idempotencyKey: string, webhookSecret: string | null, webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } | null, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, cancellation: Cancellation, output: unknown, cancel: { requestedAt: string, outcome: CancelOutcome } | null, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } | null, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook:
    | { secret: string, webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { secret: string, webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type PauseWebhookMutationVariables = Exact<{
  input: PauseWebhookInput;
}>;


export type PauseWebhookMutation = { pauseWebhook:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type ActivateWebhookMutationVariables = Exact<{
  input: ActivateWebhookInput;
}>;


export type ActivateWebhookMutation = { activateWebhook:
    | { webhook: { id: string, state: WebhookState, pauseReason: WebhookPauseReason | null, url: string, document: string, ownerId: string, revision: number, previousSecretUntil: string | null, createdAt: string, updatedAt: string } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type DeleteWebhookMutationVariables = Exact<{
  input: DeleteWebhookInput;
}>;


export type DeleteWebhookMutation = { deleteWebhook:
    | { deletedId: string }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type TestWebhookMutationVariables = Exact<{
  input: TestWebhookInput;
}>;


export type TestWebhookMutation = { testWebhook:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { delivery: { id: string, kind: WebhookDeliveryKind, state: WebhookDeliveryState, attempts: number, nextAttemptAt: string | null, httpStatus: number | null, lastError: string | null, durationMs: number | null, createdAt: string, finishedAt: string | null } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type RedeliverWebhookMutationVariables = Exact<{
  input: RedeliverWebhookInput;
}>;


export type RedeliverWebhookMutation = { redeliverWebhook:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { delivery: { id: string, kind: WebhookDeliveryKind, state: WebhookDeliveryState, attempts: number, nextAttemptAt: string | null, httpStatus: number | null, lastError: string | null, durationMs: number | null, createdAt: string, finishedAt: string | null } }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export const AbilityCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilityCardFragment, unknown>;
export const MappingCheckFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingCheckFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingCheck"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"errors"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}},{"kind":"Field","name":{"kind":"Name","value":"engineFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"publishedFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"ageSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"problem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"fix"}}]}},{"kind":"Field","name":{"kind":"Name","value":"drift"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"comparedWith"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<MappingCheckFieldsFragment, unknown>;
export const ClientInterruptFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInterrupt"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<ClientInterruptFragment, unknown>;
export const ClientInvocationFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInterrupt"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<ClientInvocationFragment, unknown>;
export const ClientEventFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientEvent"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"restarted"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInterrupt"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<ClientEventFragment, unknown>;
export const DifferencesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Differences"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValueDiff"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"truncated"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"clipped"}}]}}]}}]} as unknown as DocumentNode<DifferencesFragment, unknown>;
export const FileCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FileCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<FileCardFragment, unknown>;
export const PresetCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<PresetCardFragment, unknown>;
export const GoldenCaseFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expectations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"tolerance"}}]}}]}}]} as unknown as DocumentNode<GoldenCaseFieldsFragment, unknown>;
export const GoldenRunFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenRunFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mappingId"}},{"kind":"Field","name":{"kind":"Name","value":"mappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"mappingRevision"}},{"kind":"Field","name":{"kind":"Name","value":"startedBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"problems"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<GoldenRunFieldsFragment, unknown>;
export const QuestionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<QuestionFragment, unknown>;
export const InvocationStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<InvocationStateFragment, unknown>;
export const EventFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"restarted"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<EventFieldsFragment, unknown>;
export const ReplayProgressFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplayProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationReplay"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"started"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<ReplayProgressFragment, unknown>;
export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const FieldProblemsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<FieldProblemsFragment, unknown>;
export const MappingVersionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}},{"kind":"Field","name":{"kind":"Name","value":"restoredAt"}},{"kind":"Field","name":{"kind":"Name","value":"restoredBy"}}]}}]} as unknown as DocumentNode<MappingVersionFragment, unknown>;
export const MappingFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}}]} as unknown as DocumentNode<MappingFieldsFragment, unknown>;
export const DraftConflictFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DraftConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"current"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}}]} as unknown as DocumentNode<DraftConflictFragment, unknown>;
export const PayloadFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PayloadFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CallPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"masked"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"fedBy"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"converted"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dropped"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}}]}}]} as unknown as DocumentNode<PayloadFactsFragment, unknown>;
export const WebhookCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<WebhookCardFragment, unknown>;
export const DeliveryCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeliveryCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDelivery"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<DeliveryCardFragment, unknown>;
export const AbilitiesDocument = {"__meta__":{"hash":"sha256:1a8f102dc16d676795ba959b895f76a2d6e1738e64871bd25b0b98af647eb8f5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Abilities"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abilities"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilitiesQuery, AbilitiesQueryVariables>;
export const AbilityFormDocument = {"__meta__":{"hash":"sha256:21d675628f65d61453fcc747704a72052a3e9ad9d63bfb1876f5587efd5cee9d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityForm"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"form"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"uiSchema"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilityFormQuery, AbilityFormQueryVariables>;
export const AbilityForAdminDocument = {"__meta__":{"hash":"sha256:f2c6b1bc857c23e25058221053574a73cf3bef88b9e3827bbd7dd8a6849ac9fa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityForAdmin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffects"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineMs"}},{"kind":"Field","name":{"kind":"Name","value":"maxConcurrency"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"answerExpiryMs"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cozeWorkflowId"}},{"kind":"Field","name":{"kind":"Name","value":"form"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"uiSchema"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}}]} as unknown as DocumentNode<AbilityForAdminQuery, AbilityForAdminQueryVariables>;
export const WorkflowMappingsDocument = {"__meta__":{"hash":"sha256:66511bc0bccafc73ecd686fc32938dd57e7d236b7aac2291a7801d6ec54a0580"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkflowMappings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workflowMappings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}}]} as unknown as DocumentNode<WorkflowMappingsQuery, WorkflowMappingsQueryVariables>;
export const CreateAbilityDocument = {"__meta__":{"hash":"sha256:b5eaa41881f140f86c36ce7f1668e574d7651a046faaf4f4bce2534eacd1bbc0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<CreateAbilityMutation, CreateAbilityMutationVariables>;
export const UpdateAbilityDocument = {"__meta__":{"hash":"sha256:0cc75e0478d4d793f2556e738f3972d2b8b80ed524773303a73c680886b27b89"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<UpdateAbilityMutation, UpdateAbilityMutationVariables>;
export const PauseAbilityDocument = {"__meta__":{"hash":"sha256:9ba3aad8f60a10457342b9dd453428fc2d3444742726fae07c2581b51c15024d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PauseAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PauseAbilityMutation, PauseAbilityMutationVariables>;
export const ActivateAbilityDocument = {"__meta__":{"hash":"sha256:305820958ed1d4dfa3b99e1e89e869f77bdbdf9d07c82392af8b23107e0b6579"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ActivateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activateAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ActivateAbilityMutation, ActivateAbilityMutationVariables>;
export const RetireAbilityDocument = {"__meta__":{"hash":"sha256:6a9cefff5c35a6bb57339c7ff71624461cc8c514e5ec23ac234161de2c996728"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetireAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RetireAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RetireAbilityMutation, RetireAbilityMutationVariables>;
export const SaveWorkflowMappingDocument = {"__meta__":{"hash":"sha256:29f0ea404bd401bcb03552863ba0e99c8996f570c479d8e6201b62240da2e210"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SaveWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"saveWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SaveWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"DraftConflict"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DraftConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"current"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<SaveWorkflowMappingMutation, SaveWorkflowMappingMutationVariables>;
export const PublishWorkflowMappingDocument = {"__meta__":{"hash":"sha256:6126966e8e50f39636f35b2d6fa9d0cef56455f7e287f0f224bb5d8f2a527032"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PublishWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PublishWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PublishWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"cozeWorkflowId"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"DraftConflict"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DraftConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"current"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PublishWorkflowMappingMutation, PublishWorkflowMappingMutationVariables>;
export const InvocationActivityDocument = {"__meta__":{"hash":"sha256:e8770901e308d0a5ef9ffc14d34d7ddd2f8c4733a678c19a97627e728f8dbb7a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InvocationActivity"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationActivity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}},{"kind":"Argument","name":{"kind":"Name","value":"abilityKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationActivity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"event"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActivityGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<InvocationActivitySubscription, InvocationActivitySubscriptionVariables>;
export const AuditLogDocument = {"__meta__":{"hash":"sha256:fba2a582a782ce04e15695ae32a0961b21bf82aed17fb99aede44b5dda086dd7"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"abilityId"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"clipped"}}]}},{"kind":"Field","name":{"kind":"Name","value":"truncated"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AuditLogQuery, AuditLogQueryVariables>;
export const WorkflowMappingCheckDocument = {"__meta__":{"hash":"sha256:e894675cb7c774826e2c9b5108e20efddd4c012a930a787c1e383ae868a1c97a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkflowMappingCheck"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"check"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingCheckFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingCheckFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingCheck"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"errors"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}},{"kind":"Field","name":{"kind":"Name","value":"engineFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"publishedFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"ageSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"problem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"fix"}}]}},{"kind":"Field","name":{"kind":"Name","value":"drift"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"comparedWith"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<WorkflowMappingCheckQuery, WorkflowMappingCheckQueryVariables>;
export const CheckWorkflowMappingDocument = {"__meta__":{"hash":"sha256:990d6246c96c9a817f9ed2cf51951d09abd4f43d2b6c0f82b9c296a843e3246b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CheckWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CheckWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CheckWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"check"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingCheckFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingCheckFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingCheck"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"errors"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}},{"kind":"Field","name":{"kind":"Name","value":"engineFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"publishedFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"ageSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"problem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"fix"}}]}},{"kind":"Field","name":{"kind":"Name","value":"drift"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"comparedWith"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"impact"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<CheckWorkflowMappingMutation, CheckWorkflowMappingMutationVariables>;
export const ImportWorkflowCanvasDocument = {"__meta__":{"hash":"sha256:d17693267768c51d0749d04ed05fa0dbae6208b99d3f4b2e412f4877f432dc0a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportWorkflowCanvas"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportWorkflowCanvasInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importWorkflowCanvas"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImportWorkflowCanvasPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inputs"}},{"kind":"Field","name":{"kind":"Name","value":"engineFingerprint"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ImportWorkflowCanvasMutation, ImportWorkflowCanvasMutationVariables>;
export const ClientInvokeDocument = {"__meta__":{"hash":"sha256:cbf1b700452dcd8ccdd5cbf7a5d67f468f8387ed34ded815da5e938546ac2a63"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClientInvoke"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InvokeAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invokeAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInterrupt"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ClientInvokeMutation, ClientInvokeMutationVariables>;
export const ClientFollowDocument = {"__meta__":{"hash":"sha256:2763a6fd5cb7beac463b4baa2b76c7fa5242db74d9add346557910bc923d7276"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ClientFollow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"snapshot"},"value":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientEvent"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInterrupt"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientEvent"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"restarted"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInterrupt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<ClientFollowSubscription, ClientFollowSubscriptionVariables>;
export const ClientRestDocument = {"__meta__":{"hash":"sha256:50f5200bb1fdd644ea1ac0eac2f1ea8b75a878a7777cd805e33ac8e5fbc23c25"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClientRest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]}}]} as unknown as DocumentNode<ClientRestQuery, ClientRestQueryVariables>;
export const CancelInvocationDocument = {"__meta__":{"hash":"sha256:20b9c55a609efd4fcf476ca92cd2a8621aec74ed71a67cb132addf925ca5c306"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelInvocationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelInvocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CancelInvocationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<CancelInvocationMutation, CancelInvocationMutationVariables>;
export const ResumeInvocationDocument = {"__meta__":{"hash":"sha256:379eb229c89c46983a079375f23cf6e9c95f97cfce8fbc05bbfabcc92954d930"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeInvocationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeInvocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeInvocationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ResumeInvocationMutation, ResumeInvocationMutationVariables>;
export const RetryInvocationDocument = {"__meta__":{"hash":"sha256:d7e4f0125ea57ada75123177990d751bad1217eb6a53c684f63b54deed71159c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetryInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetryInvocationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryInvocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RetryInvocationMutation, RetryInvocationMutationVariables>;
export const InvocationDiffDocument = {"__meta__":{"hash":"sha256:822f7051da4283960630d918e02df7273f37baa0e9335304cd2ef1482b4432cf"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InvocationDiff"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"with"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"diff"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"with"},"value":{"kind":"Variable","name":{"kind":"Name","value":"with"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"input"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Differences"}}]}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Differences"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Differences"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Differences"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValueDiff"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"truncated"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"clipped"}}]}}]}}]} as unknown as DocumentNode<InvocationDiffQuery, InvocationDiffQueryVariables>;
export const FileDocument = {"__meta__":{"hash":"sha256:f38a5de7b66482f52d8cc7e06aecab942f91371c5cc3b927b5a982aa9ebf8e87"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"File"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"file"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FileCard"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FileCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<FileQuery, FileQueryVariables>;
export const InvocationFilesDocument = {"__meta__":{"hash":"sha256:10dd7eb826b78bdd8a4e8a10c63bb16a7eabe6c712622365e6866d5bab5fd7b6"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InvocationFiles"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"outputFiles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FileCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FileCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<InvocationFilesQuery, InvocationFilesQueryVariables>;
export const RegisterFileDocument = {"__meta__":{"hash":"sha256:1d841da2120c49de75e5dc56d07a9b7c79f502ef4a5c997d0cebbe922d5550a4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RegisterFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RegisterFileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registerFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RegisterFilePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FileCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FileCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RegisterFileMutation, RegisterFileMutationVariables>;
export const AbilityFormRevisionsDocument = {"__meta__":{"hash":"sha256:eaa6cfa51a112db13c228415b37f35805e10254a8a26532cb7d86551988e6153"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityFormRevisions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abilityFormRevisions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AbilityFormRevisionsQuery, AbilityFormRevisionsQueryVariables>;
export const FormAtDocument = {"__meta__":{"hash":"sha256:de830bee5eac64a7290ed93ccaf3ceac6e2426c5a8297c1f50f019cf9062f598"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FormAt"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"revision"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"formAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}},{"kind":"Argument","name":{"kind":"Name","value":"revision"},"value":{"kind":"Variable","name":{"kind":"Name","value":"revision"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"uiSchema"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]} as unknown as DocumentNode<FormAtQuery, FormAtQueryVariables>;
export const AbilityPresetsDocument = {"__meta__":{"hash":"sha256:fd35d0a54855c5d3ee78dfbe59802f6975d89e5f7913730511f796156a9abb42"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityPresets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kind"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PresetKind"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"presets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"kind"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kind"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PresetCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<AbilityPresetsQuery, AbilityPresetsQueryVariables>;
export const AbilityPresetDocument = {"__meta__":{"hash":"sha256:b914b90096ff4eefd67e74ebe72d0246d1d361e40d24441842241227b45e0e83"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityPreset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abilityPreset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PresetCard"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<AbilityPresetQuery, AbilityPresetQueryVariables>;
export const CreateAbilityPresetDocument = {"__meta__":{"hash":"sha256:b11964808d29f2d5b7298c0a71ae2438d6f6a075408dcbae407a217036a5e3f2"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAbilityPreset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityPresetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAbilityPreset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityPresetPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PresetCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<CreateAbilityPresetMutation, CreateAbilityPresetMutationVariables>;
export const CaptureAbilityExampleDocument = {"__meta__":{"hash":"sha256:4f2aa3fdaaae92374bce782939c0e55c3f753e0f63b1a0deeff1e0a3e8399b02"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CaptureAbilityExample"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CaptureAbilityExampleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"captureAbilityExample"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CaptureAbilityExamplePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PresetCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<CaptureAbilityExampleMutation, CaptureAbilityExampleMutationVariables>;
export const UpdateAbilityPresetDocument = {"__meta__":{"hash":"sha256:df3be70dcaa62b8f50caeee936bd2272b8ec7c0be01a7d95c5f596f3251b7cb4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateAbilityPreset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityPresetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateAbilityPreset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityPresetPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PresetCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PresetCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityPreset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"fits"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<UpdateAbilityPresetMutation, UpdateAbilityPresetMutationVariables>;
export const DeleteAbilityPresetDocument = {"__meta__":{"hash":"sha256:640eb9765fcc15ee24b20c131f06705604a649a2b63f90ad4c2f8ba92c53d1d8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAbilityPreset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAbilityPresetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAbilityPreset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAbilityPresetPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<DeleteAbilityPresetMutation, DeleteAbilityPresetMutationVariables>;
export const GoldenCasesDocument = {"__meta__":{"hash":"sha256:53a318197806c06c311732c8a1c9d72c0dfabbf4ab2d5629c7236ecabd685928"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GoldenCases"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"goldenCases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GoldenCaseFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expectations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"tolerance"}}]}}]}}]} as unknown as DocumentNode<GoldenCasesQuery, GoldenCasesQueryVariables>;
export const GoldenRunsDocument = {"__meta__":{"hash":"sha256:7f265a9c1885b5985aea5b60b00b67a92db035337f55ef292d64b8ad922af42f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GoldenRuns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"goldenRuns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GoldenRunFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenRunFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mappingId"}},{"kind":"Field","name":{"kind":"Name","value":"mappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"mappingRevision"}},{"kind":"Field","name":{"kind":"Name","value":"startedBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"problems"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<GoldenRunsQuery, GoldenRunsQueryVariables>;
export const GoldenRunDocument = {"__meta__":{"hash":"sha256:17e6df0373899fde0c5363d1e7b87b446d8115c016bb621b066dfae2795727c5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GoldenRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GoldenRunFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenRunFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mappingId"}},{"kind":"Field","name":{"kind":"Name","value":"mappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"mappingRevision"}},{"kind":"Field","name":{"kind":"Name","value":"startedBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"problems"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<GoldenRunQuery, GoldenRunQueryVariables>;
export const SaveGoldenCaseDocument = {"__meta__":{"hash":"sha256:9d49393ef355873b8fab6b060cea8b00cc7bde74e056fb6293a76fc21e519ec1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveGoldenCase"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SaveGoldenCaseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"saveGoldenCase"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SaveGoldenCasePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"goldenCase"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GoldenCaseFields"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expectations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"tolerance"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<SaveGoldenCaseMutation, SaveGoldenCaseMutationVariables>;
export const DeleteGoldenCaseDocument = {"__meta__":{"hash":"sha256:6a4590270837d4542a3c18277bbac9ea647e01d98a4d4bf9a8e4a77d0c7808cf"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteGoldenCase"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteGoldenCaseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteGoldenCase"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteGoldenCasePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"goldenCase"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<DeleteGoldenCaseMutation, DeleteGoldenCaseMutationVariables>;
export const RunGoldenCasesDocument = {"__meta__":{"hash":"sha256:acd825808d14855a95cc6212d3f571f3261924577e3e0dbc1a73ea2ac4cf920f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RunGoldenCases"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RunGoldenCasesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runGoldenCases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RunGoldenCasesPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GoldenRunFields"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GoldenRunFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GoldenRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mappingId"}},{"kind":"Field","name":{"kind":"Name","value":"mappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"mappingRevision"}},{"kind":"Field","name":{"kind":"Name","value":"startedBy"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caseId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"problems"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RunGoldenCasesMutation, RunGoldenCasesMutationVariables>;
export const InvokeAbilityDocument = {"__meta__":{"hash":"sha256:e8b0fdfe8a80489e0c1e6e401e13ccd8fa8eb775b23556a62bcb6f086658a1ce"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InvokeAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InvokeAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invokeAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<InvokeAbilityMutation, InvokeAbilityMutationVariables>;
export const InvocationDocument = {"__meta__":{"hash":"sha256:aafd9cecc582b5ca4ea10fc22b91e2ca7c1dacac18a530cab1f3ad0fffa1612c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Invocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<InvocationQuery, InvocationQueryVariables>;
export const InvocationsDocument = {"__meta__":{"hash":"sha256:e6beab06c2a4e162f589c4520299fdd83e29265eebc6253f6bebba90f32fdbb8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Invocations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<InvocationsQuery, InvocationsQueryVariables>;
export const FollowInvocationDocument = {"__meta__":{"hash":"sha256:e5ff08d165b9f4cdbd1bdb16f59ca94a0ecfe8db306461515d756b382ab68acc"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"snapshot"},"value":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"restarted"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<FollowInvocationSubscription, FollowInvocationSubscriptionVariables>;
export const PollInvocationDocument = {"__meta__":{"hash":"sha256:d76bc26b2bf81bc64f7953498dc574ace96319dfb2a6034c0631b97874d8b377"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PollInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"restarted"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<PollInvocationQuery, PollInvocationQueryVariables>;
export const ReplayInvocationsDocument = {"__meta__":{"hash":"sha256:53c18d3a2ec5f87edd78ee9ede800c36396f2b6d7e231e093ce073586d27a53c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReplayInvocations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayInvocationsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayInvocations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReplayInvocationsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"replay"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplayProgress"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplayProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationReplay"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"started"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ReplayInvocationsMutation, ReplayInvocationsMutationVariables>;
export const AbortReplayDocument = {"__meta__":{"hash":"sha256:f7ce0051af03f162c49a7bd7de8edf61b9c9eab7d495ce55f2c6e256a06629de"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AbortReplay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AbortReplayInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abortReplay"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AbortReplayPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replay"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplayProgress"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplayProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationReplay"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"started"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<AbortReplayMutation, AbortReplayMutationVariables>;
export const InvocationReplayDocument = {"__meta__":{"hash":"sha256:13ddecc9d61f1a0c5252b7614e446e14db23568fb35bd8b18e034aba168242ea"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InvocationReplay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationReplay"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplayProgress"}},{"kind":"Field","name":{"kind":"Name","value":"items"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}},{"kind":"Field","name":{"kind":"Name","value":"retryOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplayProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationReplay"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"started"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<InvocationReplayQuery, InvocationReplayQueryVariables>;
export const InvocationReplaysDocument = {"__meta__":{"hash":"sha256:05bd56a947516f3560bdfd286437c62579d714295e0eba0c38bb108cba7e5225"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InvocationReplays"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationReplays"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplayProgress"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplayProgress"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationReplay"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"owner"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"started"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"refused"}},{"kind":"Field","name":{"kind":"Name","value":"refusals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<InvocationReplaysQuery, InvocationReplaysQueryVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:872f9b1c53b0aa3c22860bc1f77440850d2cc4199b9ec47773e81b270d3a6f86"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}},{"kind":"Field","name":{"kind":"Name","value":"signedInBy"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"serverInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"database"}},{"kind":"Field","name":{"kind":"Name","value":"messaging"}},{"kind":"Field","name":{"kind":"Name","value":"simulatedEngine"}},{"kind":"Field","name":{"kind":"Name","value":"maxPageSize"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const RollbackWorkflowMappingDocument = {"__meta__":{"hash":"sha256:2c3ac0886f74e4484f3024d71850ea2fb24503c4fcc2ccc97567ec6c676590a1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RollbackWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RollbackWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollbackWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RollbackWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingVersion"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"cozeWorkflowId"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"DraftConflict"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"items"}},{"kind":"Field","name":{"kind":"Name","value":"default"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"when"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}},{"kind":"Field","name":{"kind":"Name","value":"restoredAt"}},{"kind":"Field","name":{"kind":"Name","value":"restoredBy"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DraftConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MappingConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"current"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RollbackWorkflowMappingMutation, RollbackWorkflowMappingMutationVariables>;
export const WorkflowMappingDiffDocument = {"__meta__":{"hash":"sha256:0a27162f5792228653f66b9846e39f25a8243d5598d368882b2ce87e42cd1e99"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkflowMappingDiff"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workflowMappingDiff"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingVersion"}}]}},{"kind":"Field","name":{"kind":"Name","value":"to"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingVersion"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"truncated"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointer"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"clipped"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}},{"kind":"Field","name":{"kind":"Name","value":"restoredAt"}},{"kind":"Field","name":{"kind":"Name","value":"restoredBy"}}]}}]} as unknown as DocumentNode<WorkflowMappingDiffQuery, WorkflowMappingDiffQueryVariables>;
export const PreviewInvocationDocument = {"__meta__":{"hash":"sha256:85e3d2e4015c314d5e5ec6140fde247d09c3e3135c76515c81ba00172cef5ac9"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PreviewInvocationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewInvocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationPreview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PayloadFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"hiddenFields"}},{"kind":"Field","name":{"kind":"Name","value":"defaultedFields"}},{"kind":"Field","name":{"kind":"Name","value":"obstacles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PayloadFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CallPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"masked"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"fedBy"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"converted"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dropped"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}},{"kind":"Field","name":{"kind":"Name","value":"restoredAt"}},{"kind":"Field","name":{"kind":"Name","value":"restoredBy"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PreviewInvocationQuery, PreviewInvocationQueryVariables>;
export const ExplainInvocationDocument = {"__meta__":{"hash":"sha256:026f8701c0bd4578617ca212650aadd5b90a20b3242b28f035ddd9b2cb4aaf84"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplainInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainInvocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"causes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changedParameters"}},{"kind":"Field","name":{"kind":"Name","value":"payload"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PayloadFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"formRevision"}},{"kind":"Field","name":{"kind":"Name","value":"mappingVersion"}},{"kind":"Field","name":{"kind":"Name","value":"engineFingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"payloadHash"}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingVersion"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PayloadFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CallPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"masked"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"fedBy"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"expression"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"converted"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dropped"}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}},{"kind":"Field","name":{"kind":"Name","value":"restoredAt"}},{"kind":"Field","name":{"kind":"Name","value":"restoredBy"}}]}}]} as unknown as DocumentNode<ExplainInvocationQuery, ExplainInvocationQueryVariables>;
export const WebhooksDocument = {"__meta__":{"hash":"sha256:497655e132aa7f97617beb94114b931ce6886d64855f533c6d16d1ffe80435b9"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Webhooks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhooks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<WebhooksQuery, WebhooksQueryVariables>;
export const WebhookDeliveriesDocument = {"__meta__":{"hash":"sha256:01b0dad68d960b172a2a10e66f66fe960e14c762c6989ec2566e69f38b42ff92"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebhookDeliveries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDeliveryFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}},{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeliveryCard"}},{"kind":"Field","name":{"kind":"Name","value":"attemptLog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeliveryCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDelivery"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const InvokeAbilityWithWebhookDocument = {"__meta__":{"hash":"sha256:f473abfb7b9d6ae20616101e54e1960d3bfacbe9c6358a6e50a7fa7b4af7a9ac"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InvokeAbilityWithWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InvokeAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invokeAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"webhookSecret"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Question"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationInterrupt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"cancellation"}},{"kind":"Field","name":{"kind":"Name","value":"cancel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestedAt"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Question"}}]}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<InvokeAbilityWithWebhookMutation, InvokeAbilityWithWebhookMutationVariables>;
export const CreateWebhookDocument = {"__meta__":{"hash":"sha256:1134eec6f435a3d1e8e21f586268a675fa8cd1f88cd82ec4d1c2d2e82d8d3f2f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = {"__meta__":{"hash":"sha256:55d9a2255526b5bae5b9cde31221244df52975b65ba736cc8d4d4e41f274cefa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const RotateWebhookSecretDocument = {"__meta__":{"hash":"sha256:d6f247d1bce1c65dd6ca8ed8c26f99335710989171ed0bc07672db0fc93b20f2"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateWebhookSecret"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RotateWebhookSecretInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateWebhookSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RotateWebhookSecretPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const PauseWebhookDocument = {"__meta__":{"hash":"sha256:a765039610a65dcc8e83bef5523faf2143f9ba42336f0dafcb91d5fbd8f9856d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PauseWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PauseWebhookMutation, PauseWebhookMutationVariables>;
export const ActivateWebhookDocument = {"__meta__":{"hash":"sha256:aa9d2f4744560c5b64704b9920f88c08aa00411cb1b894cd6dee074895f133db"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ActivateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activateWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebhookCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebhookCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Webhook"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"document"}},{"kind":"Field","name":{"kind":"Name","value":"ownerId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"previousSecretUntil"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ActivateWebhookMutation, ActivateWebhookMutationVariables>;
export const DeleteWebhookDocument = {"__meta__":{"hash":"sha256:894377afd4ec0ae0a04fda1d0bb8c8952a753b1e0578371fe075a15e8899f078"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const TestWebhookDocument = {"__meta__":{"hash":"sha256:dbd556730fecbc110f36f3af586b590579afa497ee62ed2e62eb59db49665f22"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TestWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TestWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeliveryCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeliveryCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDelivery"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<TestWebhookMutation, TestWebhookMutationVariables>;
export const RedeliverWebhookDocument = {"__meta__":{"hash":"sha256:7b0591a8eaf9f5852e87c9fb0a1f2dedd81a958fb34bd652641aa7e303c00f28"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RedeliverWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RedeliverWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"redeliverWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RedeliverWebhookPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"delivery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeliveryCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeliveryCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDelivery"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"lastError"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RedeliverWebhookMutation, RedeliverWebhookMutationVariables>;