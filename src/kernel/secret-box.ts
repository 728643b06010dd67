/**
 * Secrets that have to be kept and used again, sealed with the platform's key (AES-256-GCM). Without a key they are
 * kept as they are. A sealed text names the key that it needs, so a wrong one is told from a damaged text.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "./errors.js";

export interface SecretBox {
  /** Whether there is a key. */
  readonly sealing: boolean;
  /** `plain.…` without a key, else `sealed.<key>.<nonce>.<tag>.<text>`; parts in base64url. */
  seal(secret: string): string;
  /** @throws AppError CONFIGURATION_INVALID when it was sealed with a key that is not there. */
  open(sealed: string): string;
}

/** @param key asked at each use, so that it may come from a file that changes; `null` = no key. */
export const createSecretBox = (key: (() => string) | null): SecretBox => ({
  sealing: key !== null,
  seal(secret) {
    if (!key) return `plain.${encode(Buffer.from(secret))}`;
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", cipherKey(key()), nonce);
    const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return ["sealed", nameOf(key()), encode(nonce), encode(cipher.getAuthTag()), encode(text)].join(".");
  },
  open(sealed) {
    const [kind, ...parts] = sealed.split(".");
    if (kind === "plain") return decode(parts[0]).toString("utf8");
    const [name, nonce, tag, text] = parts;
    if (kind !== "sealed" || !key || name !== nameOf(key())) throw unreadable();
    const decipher = createDecipheriv("aes-256-gcm", cipherKey(key()), decode(nonce));
    decipher.setAuthTag(decode(tag));
    return Buffer.concat([decipher.update(decode(text)), decipher.final()]).toString("utf8");
  },
});

const unreadable = (): AppError =>
  new AppError("CONFIGURATION_INVALID", { params: { problem: "SECRETS_KEY is not the key that stored secrets were sealed with" } });

const encode = (bytes: Buffer): string => bytes.toString("base64url");
const decode = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");

const cipherKey = (key: string): Buffer => Buffer.from(hkdfSync("sha256", key, "", "ability-gateway secrets", 32));
/** Tells keys apart without saying anything about them. */
const nameOf = (key: string): string => createHash("sha256").update(`name of ${key}`).digest("hex").slice(0, 8);
