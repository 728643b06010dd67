/**
 * The one error class. Every expected failure is an `AppError` with a code from the closed list; anything else that
 * is thrown is a bug or a broken part, and leaves the process masked as INTERNAL (see `toAppError`).
 */
import { type CodeFacts, type ErrorCode, factsOf } from "./error-codes.js";

export type Language = "en" | "zh";

/** What an engine said, with its parts kept apart. `message` may name inner causes: for admins and logs only. */
export interface UpstreamFacts {
  readonly httpStatus?: number;
  /** Engine's own code as received, mapped or raw (`reference/coze-api.md` §10.2). */
  readonly engineCode?: string;
  readonly message?: string;
  /** `X-Log-ID`, `x-tt-logid` or `detail.logid`: what the engine's operator searches for. */
  readonly logId?: string;
  readonly executeId?: string;
  /** Where the engine ran it; links need it. */
  readonly spaceId?: string;
  /** First bytes of a body nobody understood, clipped and redacted. */
  readonly bodyExcerpt?: string;
}

/** One problem of one form field. `path` is a JSON Pointer into the form value (`/address/city`; `""` = the form). */
export interface FieldProblem {
  readonly path: string;
  readonly code: ErrorCode;
  readonly params?: MessageParams;
  /** A sentence of the form's author that replaces the one of the code (`x-messages` in the schema). */
  readonly message?: LocalText;
}

export type MessageParams = Readonly<Record<string, string | number | LocalText>>;

/** A parameter that itself reads differently in each language. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

export interface AppErrorOptions {
  readonly params?: MessageParams;
  readonly cause?: unknown;
  readonly fields?: readonly FieldProblem[];
  readonly upstream?: UpstreamFacts;
  /**
   * True only when the engine certainly did not take the call (refused connection, failed look-up, 429): the one
   * case in which sending it again cannot run it twice. Absent means: unknown, never repeat blindly.
   */
  readonly notAccepted?: boolean;
  /** The caller may try again after this many milliseconds. */
  readonly retryAfterMs?: number;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly params: MessageParams;
  readonly fields: readonly FieldProblem[];
  readonly upstream: UpstreamFacts | undefined;
  readonly notAccepted: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const params = options.params ?? {};
    super(fillTemplate(factsOf(code).en, params, "en"), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
    this.fields = options.fields ?? [];
    this.upstream = options.upstream;
    this.notAccepted = options.notAccepted ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  get facts(): CodeFacts {
    return factsOf(this.code);
  }

  /** The sentence for people, in their language. Never contains upstream text, SQL or secrets. */
  messageIn(language: Language): string {
    return messageOf(this.code, this.params, language);
  }
}

export const messageOf = (code: ErrorCode, params: MessageParams, language: Language): string =>
  fillTemplate(factsOf(code)[language], params, language);

/** The sentence to show beside the field. */
export const fieldMessage = (problem: FieldProblem, language: Language): string =>
  problem.message?.[language] ?? messageOf(problem.code, problem.params ?? {}, language);

/** Wraps what is not an `AppError` as INTERNAL with the original as `cause`, so that the log has it whole. */
export const toAppError = (error: unknown): AppError => (error instanceof AppError ? error : new AppError("INTERNAL", { cause: error }));

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);

const fillTemplate = (template: string, params: MessageParams, language: Language): string =>
  template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name];
    if (value === undefined) return placeholder;
    return typeof value === "object" ? value[language] : String(value);
  });
