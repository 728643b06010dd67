/**
 * Signatures as the Standard Webhooks specification 1.0.0 describes them: HMAC-SHA256 over `id.timestamp.body` with the
 * bytes behind `whsec_`, in base64 behind `v1,`; several valid ones stand side by side, separated by a space.
 */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** `whsec_` and base64, as the receiver is given it. */
export const createWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

export interface SignedMessage {
  readonly id: string;
  /** Epoch milliseconds of this attempt; sent in whole seconds. */
  readonly at: number;
  readonly body: string;
}

/** @param secrets one, or two while a rotation lasts. */
export const signatureHeaders = (secrets: readonly string[], { id, at, body }: SignedMessage): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at / 1_000));
  const signed = `${id}.${timestamp}.${body}`;
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets.map((secret) => `v1,${createHmac("sha256", keyOf(secret)).update(signed).digest("base64")}`).join(" "),
  };
};

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), "base64");
