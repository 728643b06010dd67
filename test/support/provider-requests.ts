/** Requests to providers and a look at what they answer. */
import type { JsonObject } from "../../src/kernel/json.js";
import type { Provider, ProviderEvent, ProviderRequest, RemoteHandle, ResumeRequest } from "../../src/providers/provider.js";
import { collect } from "./raw-coze.js";

/** Longer than any test: what waits by a leaping clock is not stopped by it. */
export const A_DAY_MS = 86_400_000;

export const providerRequest = (workflowId: string, parameters: JsonObject = {}, more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  invocationId: "inv_01",
  connection: "default",
  workflowId,
  mode: "STREAM",
  parameters,
  callerId: "caller-1",
  timeoutMs: A_DAY_MS,
  ...more,
});

export const NEVER = new AbortController().signal;

export const eventsOf = <T extends ProviderEvent["type"]>(events: readonly ProviderEvent[], type: T) =>
  events.filter((event): event is Extract<ProviderEvent, { type: T }> => event.type === type);

export const textIn = (events: readonly ProviderEvent[]): string =>
  eventsOf(events, "output")
    .map(({ text }) => text)
    .join("");

/** Everything the engine named so far, as a row would keep it. */
export const handleIn = (events: readonly ProviderEvent[]): RemoteHandle =>
  Object.assign({}, ...eventsOf(events, "remote").map(({ type: _, ...handle }) => handle));

export const interruptIn = (events: readonly ProviderEvent[]): Extract<ProviderEvent, { type: "interrupted" }> => {
  const last = events.at(-1);
  if (last?.type !== "interrupted") throw new Error(`no interrupt at the end of ${JSON.stringify(events)}`);
  return last;
};

export const execute = (provider: Provider, request: ProviderRequest, signal = NEVER): Promise<ProviderEvent[]> =>
  collect(provider.execute(request, signal));

export const attach = (provider: Provider, request: ProviderRequest, handle: RemoteHandle): Promise<ProviderEvent[]> =>
  collect(provider.attach({ ...request, handle }, NEVER));

/** Answers the interrupt that `asked` ended with. */
export const answer = (
  provider: Provider,
  request: ProviderRequest,
  given: { asked: readonly ProviderEvent[]; answer: ResumeRequest["answer"] },
): Promise<ProviderEvent[]> => {
  const { eventId, interruptType } = interruptIn(given.asked);
  return collect(provider.resume({ ...request, handle: handleIn(given.asked), eventId, interruptType, answer: given.answer }, NEVER));
};
