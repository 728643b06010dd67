/** What an engine says about a call that it failed may quote what it was given: secrets are masked before anybody hears of it. */

import { AppError, isAppError, type UpstreamFacts } from "../kernel/errors.js";
import type { JsonValue } from "../kernel/json.js";
import { maskedIn } from "../payloads/masking.js";
import { type KeptSecrets, textsOf } from "../payloads/sealed-payload.js";
import type { ProviderEvent } from "../providers/provider.js";

/** The same events. What the workflow itself puts out is its author's to decide, and passes as it is. */
export const withoutQuotes = (events: AsyncIterable<ProviderEvent>, secrets: KeptSecrets | undefined): AsyncIterable<ProviderEvent> => {
  return secrets ? masking(events, textsOf(secrets)) : events;
};

async function* masking(events: AsyncIterable<ProviderEvent>, secrets: readonly string[]): AsyncGenerator<ProviderEvent> {
  try {
    yield* events;
  } catch (error) {
    throw isAppError(error) ? masked(error, secrets) : error;
  }
}

/** Without its cause, which holds the request. */
const masked = ({ code, params, fields, notAccepted, retryAfterMs, upstream }: AppError, secrets: readonly string[]): AppError => {
  const clean = <Value extends object>(value: Value): Value => maskedIn(value as unknown as JsonValue, secrets) as unknown as Value;
  return new AppError(code, {
    ...{ params: clean(params), fields, notAccepted },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(upstream && { upstream: clean<UpstreamFacts>(upstream) }),
  });
};
