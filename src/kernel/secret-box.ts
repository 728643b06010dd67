/**
 * Secrets that have to be kept and used again, sealed with the platform's key (AES-256-GCM). Without a key they are
 * kept as they are. A sealed text names the key that it needs, so that former keys go on opening what they sealed, and
 * a wrong one is told from a damaged text.
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
  /** Of the key that seals and of those that only open, as they are now; `current` is null without a key. */
  keyNames(): { readonly current: string | null; readonly former: readonly string[] };
}

/** Both are asked at each use, so that they may come from files that change. */
export interface SecretKeys {
  /** Seals and opens; `null` = no key. */
  readonly key: (() => string) | null;
  /** They only open: what was sealed before the key was changed. */
  readonly former?: (() => readonly string[]) | null;
}

export const createSecretBox = ({ key, former = null }: SecretKeys): SecretBox => ({
  sealing: key !== null,
  seal(secret) {
    if (!key) return `plain.${encode(Buffer.from(secret))}`;
    const current = key();
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", cipherKey(current), nonce);
    const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
    return ["sealed", nameOf(current), encode(nonce), encode(cipher.getAuthTag()), encode(text)].join(".");
  },
  open(sealed) {
    const [kind, ...parts] = sealed.split(".");
    if (kind === "plain") return decode(parts[0]).toString("utf8");
    const [name, nonce, tag, text] = parts;
    const fitting = [...(key ? [key()] : []), ...(former?.() ?? [])].find((one) => nameOf(one) === name);
    if (kind !== "sealed" || fitting === undefined) throw unreadable();
    const decipher = createDecipheriv("aes-256-gcm", cipherKey(fitting), decode(nonce));
    decipher.setAuthTag(decode(tag));
    return Buffer.concat([decipher.update(decode(text)), decipher.final()]).toString("utf8");
  },
  keyNames() {
    const current = key && nameOf(key());
    return { current, former: (former?.() ?? []).map(nameOf).filter((name) => name !== current) };
  },
});

/** The name of the key that a text was sealed with; `null` when it is kept as it is. */
export const keyNameOf = (sealed: string): string | null => {
  const [kind, name] = sealed.split(".");
  return kind === "sealed" && name !== undefined ? name : null;
};

const unreadable = (): AppError =>
  new AppError("CONFIGURATION_INVALID", {
    params: {
      problem: {
        en: "stored secrets were sealed with a key that is neither SECRETS_KEY nor in SECRETS_KEY_PREVIOUS",
        zh: "已存储的密钥所用的加密密钥既不是 SECRETS_KEY，也不在 SECRETS_KEY_PREVIOUS 中",
      },
    },
  });

const encode = (bytes: Buffer): string => bytes.toString("base64url");
const decode = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");

const cipherKey = (key: string): Buffer => Buffer.from(hkdfSync("sha256", key, "", "ability-gateway secrets", 32));
/** Tells keys apart without saying anything about them. */
const nameOf = (key: string): string => createHash("sha256").update(`name of ${key}`).digest("hex").slice(0, 8);
