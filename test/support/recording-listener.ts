/** A pub/sub listener that keeps what it was told. */
import type { PubSubListener } from "../../src/pubsub/pubsub.js";

export interface RecordingListener extends PubSubListener {
  readonly messages: string[];
  readonly gaps: number;
}

export const recordingListener = (): RecordingListener => {
  const messages: string[] = [];
  let gaps = 0;
  return {
    messages,
    get gaps() {
      return gaps;
    },
    onMessage: (message) => {
      messages.push(message);
    },
    onGap: () => {
      gaps++;
    },
  };
};
