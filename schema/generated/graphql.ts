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

/** Accept calls (again). */
export type ActivateAbilityInput = {
  /** The ability. */
  id: string | number;
};

/** Who may answer what a run asks. */
export type Answerers =
  /** The person who invoked the ability, and operators. */
  | 'CALLER'
  /** Operators only: an approval by somebody else. */
  | 'OPERATORS';

/** A new ability. It starts as a draft; publishing a mapping makes it active. */
export type CreateAbilityInput = {
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
  /** Name for people. */
  name: string;
  /** What a second run would do; the default is the careful one. */
  sideEffects?: SideEffects;
  /** Free labels. */
  tags?: Array<string> | null | undefined;
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
  /** The gateway is not configured correctly: {problem} */
  | 'CONFIGURATION_INVALID'
  /** {what} was changed by somebody else meanwhile. Read it again and repeat your change. */
  | 'CONFLICT'
  /** No connection is named {connection}. Known: {known}. */
  | 'CONNECTION_UNKNOWN'
  /** The call did not finish before its deadline. */
  | 'DEADLINE_EXCEEDED'
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
  /** This needs the permission {permission}. Ask an admin for it. */
  | 'FORBIDDEN'
  /** Some fields need your attention. */
  | 'FORM_INVALID'
  /** The form has changed (revision {current}, you sent {sent}). Reload the form. */
  | 'FORM_REVISION_CHANGED'
  /** The form is nested deeper than {limit} levels. */
  | 'FORM_TOO_DEEP'
  /** The form is larger than {limit}. Shorten it, or send files by link. */
  | 'FORM_TOO_LARGE'
  /** This idempotency key was used with another input. Use a new key. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Something went wrong on our side. Quote the request id to support. */
  | 'INTERNAL'
  /** This cursor belongs to another list or filter. Start again without it. */
  | 'INVALID_CURSOR'
  /** The form could not be turned into workflow parameters: {problem} */
  | 'MAPPING_FAILED'
  /** The mapping is not valid: {problem} */
  | 'MAPPING_INVALID'
  /** Version {version} is published and never changes. Save a new draft. */
  | 'MAPPING_NOT_DRAFT'
  /** The database lacks {count} migrations. Run: npm run migrate -- up */
  | 'MIGRATION_REQUIRED'
  /** {id} does not exist, or you may not see it. */
  | 'NOT_FOUND'
  /** The gateway lost sight of this call; the engine may have finished it. Check before repeating it. */
  | 'OUTCOME_UNKNOWN'
  /** This query asks for too much: {problem} */
  | 'QUERY_TOO_COMPLEX'
  /** The workflow asked a question, which cannot be answered here yet: {question} */
  | 'QUESTION_NOT_ANSWERABLE'
  /** Too many requests. Try again in {retryAfterSeconds} s. */
  | 'RATE_LIMITED'
  /** The gateway cannot reach its {part} right now. Try again shortly. */
  | 'SERVICE_UNAVAILABLE'
  /** This instance is stopping. Try again. */
  | 'SHUTTING_DOWN'
  /** The gateway is busy. Try again shortly. */
  | 'TOO_MANY_INVOCATIONS'
  /** At most {limit} operations may run at once on one connection. Complete one first. */
  | 'TOO_MANY_OPERATIONS'
  /** An invocation that is {from} cannot take {event}. */
  | 'TRANSITION_REFUSED'
  /** Sign in first: {reason} */
  | 'UNAUTHENTICATED'
  /** Coze does not know the workflow. Check the mapping's workflow id. */
  | 'WORKFLOW_NOT_FOUND'
  /** The workflow is not published in Coze. Publish it in Coze Studio. */
  | 'WORKFLOW_NOT_PUBLISHED';

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
  /** End the call this many milliseconds after acceptance at the latest. */
  deadlineMs?: number | null | undefined;
  /** Values of the form, e.g. `{"topic":"tides"}`. */
  form: Record<string, unknown>;
  /** Revision of the form you rendered; the call is refused when it changed meanwhile. */
  formRevision?: number | null | undefined;
  /** Send a fresh one per intended call and repeat it when you retry: the same key and input never run twice. The header Idempotency-Key does the same. */
  idempotencyKey?: string | number | null | undefined;
  /** Labels to find the call by; at most 20. */
  tags?: Array<string> | null | undefined;
  /** Wait up to this many milliseconds (0 to 25000) for the end before answering. */
  waitMs?: number;
};

/** Where a mapping version stands. More values may join. */
export type MappingState =
  /** Can be changed; serves no calls. */
  | 'DRAFT'
  /** Serves all calls; never changes. */
  | 'PUBLISHED'
  /** Was published before; never changes. */
  | 'SUPERSEDED';

/** How one workflow parameter gets its value: exactly one of `field` and `constant`. */
export type ParameterRuleInput = {
  /** A fixed value. */
  constant?: unknown;
  /** JSON Pointer into the form value, e.g. `/traveller/name`. */
  field?: string | null | undefined;
  /** True: a call without a value fails. False: the parameter is left out. */
  required?: boolean;
  /** Name of the workflow's input. */
  target: string;
};

/** Where a parameter's value comes from. More values may join. */
export type ParameterSource =
  /** A fixed value. */
  | 'CONSTANT'
  /** A field of the form. */
  | 'FIELD';

/** Refuse calls until the ability is activated again. */
export type PauseAbilityInput = {
  /** The ability. */
  id: string | number;
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
  /** The draft. */
  id: string | number;
};

/** Take the ability out of service for good. */
export type RetireAbilityInput = {
  /** The ability. */
  id: string | number;
};

/** How the engine is asked. More values may join. */
export type RunMode =
  /** Begun at once and asked about until it ends: for long runs; survives restarts of the gateway. */
  | 'ASYNC'
  /** Events while it runs; needed for questions. */
  | 'STREAM'
  /** One answer at the end; for short runs without questions. */
  | 'SYNC';

/** A draft of an ability's mapping; it replaces the open draft, if there is one. */
export type SaveWorkflowMappingInput = {
  /** The ability. */
  abilityId: string | number;
  /** Named connection; `default` is the platform's service account. */
  connection?: string;
  /** Revision of the draft you read; absent = replace whatever draft there is. */
  expectedRevision?: number | null | undefined;
  /** How the engine is asked. */
  mode?: RunMode;
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

/** Changes to an ability; what is absent stays. */
export type UpdateAbilityInput = {
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
  /** Name for people. */
  name?: string | null | undefined;
  /** What a second run would do. */
  sideEffects?: SideEffects | null | undefined;
  /** Free labels; replaces all. */
  tags?: Array<string> | null | undefined;
};

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

export type MappingFieldsFragment = { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, required: boolean }> };

export type AbilityForAdminQueryVariables = Exact<{
  id: string | number;
}>;


export type AbilityForAdminQuery = { ability: { revision: number, sideEffects: SideEffects, deadlineMs: number | null, cozeWorkflowId: string | null, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus, form: { revision: number, schema: Record<string, unknown>, uiSchema: Record<string, unknown> | null }, mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, required: boolean }> } | null } | null };

export type WorkflowMappingsQueryVariables = Exact<{
  abilityId: string | number;
}>;


export type WorkflowMappingsQuery = { workflowMappings: Array<{ publishedAt: string | null, publishedBy: string | null, id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, required: boolean }> }> };

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
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { warnings: Array<string>, mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, required: boolean }> } }
   };

export type PublishWorkflowMappingMutationVariables = Exact<{
  input: PublishWorkflowMappingInput;
}>;


export type PublishWorkflowMappingMutation = { publishWorkflowMapping:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { mapping: { id: string, version: number, state: MappingState, revision: number, provider: ProviderKind, connection: string, workflowId: string | null, timeoutMs: number | null, parameters: Array<{ target: string, source: ParameterSource, field: string | null, constant: unknown, required: boolean }> }, ability: { cozeWorkflowId: string | null, id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }
   };

export type ClientInvocationFragment = { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

type ClientEvent_Finished_Fragment = { __typename: 'Finished', status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

type ClientEvent_GapEvent_Fragment = { __typename: 'GapEvent', fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string };

type ClientEvent_InterruptExpired_Fragment = { __typename: 'InterruptExpired', interruptId: string, cursor: string, sequence: number, at: string };

type ClientEvent_InterruptRaised_Fragment = { __typename: 'InterruptRaised', cursor: string, sequence: number, at: string, interrupt: { id: string, prompt: string, options: Array<string> | null, form: Record<string, unknown> | null, answerers: Answerers, expiresAt: string } };

type ClientEvent_NodeProgress_Fragment = { __typename: 'NodeProgress', nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string };

type ClientEvent_OutputDelta_Fragment = { __typename: 'OutputDelta', nodeId: string, text: string, cursor: string, sequence: number, at: string };

type ClientEvent_SnapshotEvent_Fragment = { __typename: 'SnapshotEvent', cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } };

type ClientEvent_StateChanged_Fragment = { __typename: 'StateChanged', from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string };

export type ClientEventFragment =
  | ClientEvent_Finished_Fragment
  | ClientEvent_GapEvent_Fragment
  | ClientEvent_InterruptExpired_Fragment
  | ClientEvent_InterruptRaised_Fragment
  | ClientEvent_NodeProgress_Fragment
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
    | { __typename: 'InvocationAccepted', replayed: boolean, subscribeFrom: string, idempotencyKey: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { __typename: 'LimitExceeded', limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
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
    | { __typename: 'OutputDelta', nodeId: string, text: string, cursor: string, sequence: number, at: string }
    | { __typename: 'SnapshotEvent', cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, deadlineAt: string, durationMs: number | null, attempt: number, tags: Array<string>, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { __typename: 'StateChanged', from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string }
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
    > } };

export type InvocationStateFragment = { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

export type InvokeAbilityMutationVariables = Exact<{
  input: InvokeAbilityInput;
}>;


export type InvokeAbilityMutation = { invokeAbility:
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { replayed: boolean, subscribeFrom: string, idempotencyKey: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { limit: number, remaining: number, reset: string, code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null }
    | { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null, fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> }
   };

export type InvocationQueryVariables = Exact<{
  id: string | number;
}>;


export type InvocationQuery = { invocation: { input: Record<string, unknown> | null, id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus }, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } | null };

export type InvocationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: InvocationFilter | null | undefined;
}>;


export type InvocationsQuery = { invocations: { nodes: Array<{ id: string, status: InvocationStatus, createdAt: string, durationMs: number | null, ability: { id: string, key: string, name: string, description: string | null, category: string | null, tags: Array<string>, status: AbilityStatus } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

type EventFields_Finished_Fragment = { status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null };

type EventFields_GapEvent_Fragment = { fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string };

type EventFields_InterruptExpired_Fragment = { cursor: string, sequence: number, at: string };

type EventFields_InterruptRaised_Fragment = { cursor: string, sequence: number, at: string };

type EventFields_NodeProgress_Fragment = { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string };

type EventFields_OutputDelta_Fragment = { nodeId: string, text: string, cursor: string, sequence: number, at: string };

type EventFields_SnapshotEvent_Fragment = { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } };

type EventFields_StateChanged_Fragment = { from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string };

export type EventFieldsFragment =
  | EventFields_Finished_Fragment
  | EventFields_GapEvent_Fragment
  | EventFields_InterruptExpired_Fragment
  | EventFields_InterruptRaised_Fragment
  | EventFields_NodeProgress_Fragment
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
    | { cursor: string, sequence: number, at: string }
    | { cursor: string, sequence: number, at: string }
    | { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string }
    | { nodeId: string, text: string, cursor: string, sequence: number, at: string }
    | { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
    | { from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string }
   };

export type PollInvocationQueryVariables = Exact<{
  invocationId: string | number;
  after?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type PollInvocationQuery = { invocationEvents: { nodes: Array<
      | { status: InvocationStatus, output: unknown, cursor: string, sequence: number, at: string, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null }
      | { fromSequence: number, toSequence: number, cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string }
      | { nodeId: string, nodeTitle: string, finished: boolean, cursor: string, sequence: number, at: string }
      | { nodeId: string, text: string, cursor: string, sequence: number, at: string }
      | { cursor: string, sequence: number, at: string, invocation: { id: string, status: InvocationStatus, createdAt: string, finishedAt: string | null, durationMs: number | null, deadlineAt: string, allowedActions: Array<InvocationAction>, output: unknown, failure: { class: FailureClass, code: ErrorCode, message: string, retryable: boolean } | null } }
      | { from: InvocationStatus | null, to: InvocationStatus, cursor: string, sequence: number, at: string }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, tenant: string, roles: Array<string>, permissions: Array<string>, signedInBy: string, expiresAt: string | null }, serverInfo: { name: string, version: string, database: string, messaging: string, simulatedEngine: boolean, maxPageSize: number } };

type Refusal_AbilityUnavailable_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_IdempotencyConflict_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_LimitExceeded_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_OperationRefused_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_PermissionDenied_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

type Refusal_ValidationFailed_Fragment = { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null };

export type RefusalFragment =
  | Refusal_AbilityUnavailable_Fragment
  | Refusal_IdempotencyConflict_Fragment
  | Refusal_LimitExceeded_Fragment
  | Refusal_OperationRefused_Fragment
  | Refusal_PermissionDenied_Fragment
  | Refusal_ValidationFailed_Fragment
;

export type FieldProblemsFragment = { fieldErrors: Array<{ path: string, code: ErrorCode, message: string }> };

export const AbilityCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilityCardFragment, unknown>;
export const MappingFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}}]} as unknown as DocumentNode<MappingFieldsFragment, unknown>;
export const ClientInvocationFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<ClientInvocationFragment, unknown>;
export const ClientEventFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientEvent"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<ClientEventFragment, unknown>;
export const InvocationStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<InvocationStateFragment, unknown>;
export const EventFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<EventFieldsFragment, unknown>;
export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const FieldProblemsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<FieldProblemsFragment, unknown>;
export const AbilitiesDocument = {"__meta__":{"hash":"sha256:1a8f102dc16d676795ba959b895f76a2d6e1738e64871bd25b0b98af647eb8f5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Abilities"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AbilityFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abilities"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilitiesQuery, AbilitiesQueryVariables>;
export const AbilityFormDocument = {"__meta__":{"hash":"sha256:21d675628f65d61453fcc747704a72052a3e9ad9d63bfb1876f5587efd5cee9d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityForm"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"form"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"uiSchema"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<AbilityFormQuery, AbilityFormQueryVariables>;
export const AbilityForAdminDocument = {"__meta__":{"hash":"sha256:c433600e13dcbe8e45414365c8faa0f369074b247250256c1a2da8e45cc83804"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AbilityForAdmin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"sideEffects"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineMs"}},{"kind":"Field","name":{"kind":"Name","value":"cozeWorkflowId"}},{"kind":"Field","name":{"kind":"Name","value":"form"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"schema"}},{"kind":"Field","name":{"kind":"Name","value":"uiSchema"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}}]} as unknown as DocumentNode<AbilityForAdminQuery, AbilityForAdminQueryVariables>;
export const WorkflowMappingsDocument = {"__meta__":{"hash":"sha256:64bd2739711c9af0b20ab029c60d92f702dab0cabd9509bdbde74671e851cb7a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WorkflowMappings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workflowMappings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"abilityId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"abilityId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publishedBy"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}}]} as unknown as DocumentNode<WorkflowMappingsQuery, WorkflowMappingsQueryVariables>;
export const CreateAbilityDocument = {"__meta__":{"hash":"sha256:b5eaa41881f140f86c36ce7f1668e574d7651a046faaf4f4bce2534eacd1bbc0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<CreateAbilityMutation, CreateAbilityMutationVariables>;
export const UpdateAbilityDocument = {"__meta__":{"hash":"sha256:0cc75e0478d4d793f2556e738f3972d2b8b80ed524773303a73c680886b27b89"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<UpdateAbilityMutation, UpdateAbilityMutationVariables>;
export const PauseAbilityDocument = {"__meta__":{"hash":"sha256:9ba3aad8f60a10457342b9dd453428fc2d3444742726fae07c2581b51c15024d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PauseAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PauseAbilityMutation, PauseAbilityMutationVariables>;
export const ActivateAbilityDocument = {"__meta__":{"hash":"sha256:305820958ed1d4dfa3b99e1e89e869f77bdbdf9d07c82392af8b23107e0b6579"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ActivateAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activateAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ActivateAbilityMutation, ActivateAbilityMutationVariables>;
export const RetireAbilityDocument = {"__meta__":{"hash":"sha256:6a9cefff5c35a6bb57339c7ff71624461cc8c514e5ec23ac234161de2c996728"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetireAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetireAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retireAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RetireAbilityPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<RetireAbilityMutation, RetireAbilityMutationVariables>;
export const SaveWorkflowMappingDocument = {"__meta__":{"hash":"sha256:848edab35eca9628f2240817c8079ddef5ca470172d897a8ebfe9d14a1404d8b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SaveWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SaveWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"saveWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SaveWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<SaveWorkflowMappingMutation, SaveWorkflowMappingMutationVariables>;
export const PublishWorkflowMappingDocument = {"__meta__":{"hash":"sha256:bea72cc8f5806a8cfc85d92fd77a81ad8433f801f7d6fb5a785ab3659ff7a40b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PublishWorkflowMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PublishWorkflowMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishWorkflowMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PublishWorkflowMappingPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MappingFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}},{"kind":"Field","name":{"kind":"Name","value":"cozeWorkflowId"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MappingFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WorkflowMapping"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"connection"}},{"kind":"Field","name":{"kind":"Name","value":"workflowId"}},{"kind":"Field","name":{"kind":"Name","value":"timeoutMs"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"constant"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<PublishWorkflowMappingMutation, PublishWorkflowMappingMutationVariables>;
export const ClientInvokeDocument = {"__meta__":{"hash":"sha256:f2c9beb48ea1dd994b985030ef44e50c6579d091d1ae5c5bdb9074fa26752ef8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClientInvoke"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InvokeAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invokeAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ClientInvokeMutation, ClientInvokeMutationVariables>;
export const ClientFollowDocument = {"__meta__":{"hash":"sha256:8f3ab61a0e537d16cb7437455c880f0fc6bd46110aa6efd3ceee71142e56155b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ClientFollow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},"defaultValue":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"snapshot"},"value":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientEvent"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientInvocation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientEvent"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClientInvocation"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptRaised"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interrupt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"form"}},{"kind":"Field","name":{"kind":"Name","value":"answerers"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InterruptExpired"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"interruptId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<ClientFollowSubscription, ClientFollowSubscriptionVariables>;
export const ClientRestDocument = {"__meta__":{"hash":"sha256:50f5200bb1fdd644ea1ac0eac2f1ea8b75a878a7777cd805e33ac8e5fbc23c25"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClientRest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}}]}}]}}]} as unknown as DocumentNode<ClientRestQuery, ClientRestQueryVariables>;
export const InvokeAbilityDocument = {"__meta__":{"hash":"sha256:046c44f0a83ed7515196fde78084e7ff4026f1ff14a922b622fa5ddadf7d1524"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InvokeAbility"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InvokeAbilityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invokeAbility"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationAccepted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"subscribeFrom"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FieldProblems"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceeded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"reset"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FieldProblems"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fieldErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DomainError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<InvokeAbilityMutation, InvokeAbilityMutationVariables>;
export const InvocationDocument = {"__meta__":{"hash":"sha256:cb1075e94850991bd18d5612cc1df003e36a370dff7df90c2bff7dd2c9fd949f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Invocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}},{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<InvocationQuery, InvocationQueryVariables>;
export const InvocationsDocument = {"__meta__":{"hash":"sha256:e6beab06c2a4e162f589c4520299fdd83e29265eebc6253f6bebba90f32fdbb8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Invocations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"ability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AbilityCard"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AbilityCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<InvocationsQuery, InvocationsQueryVariables>;
export const FollowInvocationDocument = {"__meta__":{"hash":"sha256:0513f96f843dbc318ba7fc230a1f6a3e1090281d7149a2bd6ba3a6e38fec339c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}},"defaultValue":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"snapshot"},"value":{"kind":"Variable","name":{"kind":"Name","value":"snapshot"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<FollowInvocationSubscription, FollowInvocationSubscriptionVariables>;
export const PollInvocationDocument = {"__meta__":{"hash":"sha256:8eb630084a980e44e4bccc5206ee084bc229cb1352fedfb009808537569bba5b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PollInvocation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"invocationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"invocationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InvocationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Invocation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"deadlineAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvocationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SnapshotEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"invocation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InvocationState"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NodeProgress"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"nodeTitle"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutputDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodeId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fromSequence"}},{"kind":"Field","name":{"kind":"Name","value":"toSequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Finished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]} as unknown as DocumentNode<PollInvocationQuery, PollInvocationQueryVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:872f9b1c53b0aa3c22860bc1f77440850d2cc4199b9ec47773e81b270d3a6f86"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}},{"kind":"Field","name":{"kind":"Name","value":"signedInBy"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"serverInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"database"}},{"kind":"Field","name":{"kind":"Name","value":"messaging"}},{"kind":"Field","name":{"kind":"Name","value":"simulatedEngine"}},{"kind":"Field","name":{"kind":"Name","value":"maxPageSize"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;