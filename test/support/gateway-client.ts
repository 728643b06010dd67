/** The client we ship, as suites use it: signed in with the service token, over the WebSocket of `ws`, impatient. */
import { WebSocket } from "ws";
import { type AbilityClient, type AbilityClientOptions, createAbilityClient, type InvocationEvent } from "../../schema/client/client.js";
import { SERVICE_TOKEN } from "./tokens.js";

/** @param url of a gateway, or of several, without the path. */
export const gatewayClient = (url: string | readonly string[], options: Partial<AbilityClientOptions> = {}): AbilityClient =>
  createAbilityClient({
    url: [url].flat().map((address) => `${address}/graphql`),
    token: () => SERVICE_TOKEN,
    webSocket: WebSocket,
    backoff: { firstMs: 20, maxMs: 500 },
    idleMs: 10,
    giveUpAfterMs: 60_000,
    ...options,
  });

export const collect = async (events: AsyncIterable<InvocationEvent>, into: InvocationEvent[] = []): Promise<InvocationEvent[]> => {
  for await (const event of events) into.push(event);
  return into;
};

/** Its id, however it was answered. @throws Error when it was refused. */
export const accepted = async (client: AbilityClient, abilityKey: string, form: Record<string, unknown>) => {
  const answer = await client.invoke({ abilityKey, form });
  if (answer.__typename !== "InvocationAccepted") throw new Error(`refused: ${JSON.stringify(answer)}`);
  return { id: answer.invocation.id, after: answer.subscribeFrom };
};
