/**
 * The ways a Coze call is refused, as raw codes, and how `run` and the history rename some of them
 * (`reference/coze-api.md` §10.2).
 */

export const CODES = {
  invalidParameter: 720702001,
  missingParameter: 720702002,
  workflowNotFound: 720702004,
  notPublished: 720702011,
  interruptInSyncRun: 720702078,
  executionFailed: 720701013,
  deserialisation: 720701011,
  operationFailed: 777777775,
  cancelled: 777777777,
  authentication: 700012006,
  registrationClosed: 700000008,
  // The next two are not in the reference but in upstream's `backend/types/errno/user.go`.
  emailTaken: 700000001,
  wrongPassword: 700000003,
  uploadContentType: 104000003,
  uploadTooLarge: 104000004,
  uploadEmpty: 104000006,
  uploadSeveral: 104000007,
  hostedAuthentication: 4100,
  hostedNotFound: 4200,
  rateLimited: 4013,
} as const;

const RUN_CODES: Readonly<Record<number, number>> = {
  [CODES.notPublished]: 6031,
  [CODES.missingParameter]: 4000,
  [CODES.invalidParameter]: 4000,
  720712014: 4000,
  [CODES.interruptInSyncRun]: 6039,
  720702085: 6023,
};

/** The code that `run` and the run history show for a raw one. */
export function runCode(rawCode: number): number {
  return RUN_CODES[rawCode] ?? rawCode;
}

/** A refusal or a failed run, before a flavour gives it its envelope. */
export interface Failure {
  readonly code: number;
  readonly message: string;
}

/** Thrown by routes for a coded failure; the error handler of the server writes it in the flavour's envelope. */
export class RefusedCall extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Thrown when a request cannot be bound to its fields: HTTP 400 on every flavour. */
export class BindFailure extends Error {}

/** The catch-all that OSS wraps around whatever has no code of its own. */
export function executionFailed(cause: string): Failure {
  return { code: CODES.executionFailed, message: `Workflow execution failure: ${cause}` };
}
