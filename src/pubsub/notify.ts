/** Calls listeners so that one which throws harms neither the others nor the connection. */
import type { Log } from "../kernel/log.js";
import type { PubSubListener } from "./pubsub.js";

export const notifyMessage = (listener: PubSubListener, message: { channel: string; text: string }, log: Log): void => {
  try {
    listener.onMessage(message.text);
  } catch (error) {
    log.error({ err: error, channel: message.channel }, "a pub/sub listener failed on a message");
  }
};

export const notifyGap = (listener: PubSubListener, channel: string, log: Log): void => {
  try {
    listener.onGap();
  } catch (error) {
    log.error({ err: error, channel }, "a pub/sub listener failed on a gap");
  }
};
