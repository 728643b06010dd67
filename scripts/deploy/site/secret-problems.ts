/** Secrets that are public knowledge, of the wrong length, missing, or used twice. None of the sentences shows one. */
import type { Problem, Variable } from "../contract/site.js";
import { text } from "../contract/text.js";
import { doubtful, type Question, type Rule, wrong } from "./asked.js";
import { isSecret } from "./catalogue.js";
import { isPlaceholder } from "./placeholders.js";

/**
 * What upstream ships (`reference/deploy.md §5.1` point 6): Studio's database and object store, the three AES values of its
 * `.env.example`, the key that Loop signs cookies with when it is given none, and words that every scanner tries.
 */
const PUBLIC_SECRETS: readonly string[] = [
  ...["coze123", "minioadmin", "minioadmin123", "opencoze", "root", "admin", "password", "changeme", "123456", "12345678"],
  ...["^*6x3hdu2nc%-p38", "osj^kfhsd*(z!sno", "cn+$PJ(HhJ[5d*z9"],
  "openloop-session-hmac-key",
];
const PUBLIC_PREFIX = "cozeloop-";
const AES_LENGTHS = [16, 24, 32];
const SHORT = 12;

export const secretProblems: Rule = (question) => {
  const secrets = [...question.catalogue.byKey.values()].filter((variable) => isSecret(variable) && question.matters(variable.key));
  return [...secrets.flatMap((secret) => problemOf(question, secret)), ...usedTwice(question, secrets)];
};

const problemOf = (question: Question, secret: Variable): readonly Problem[] => {
  const { key, kind, make, refused = [] } = secret;
  const value = question.site.secret(key);
  if (value === "") return missing(question, secret);
  if (isPublicSecret(value) || refused.includes(value))
    return [wrong([key], text(`${key} is a default that is public knowledge: write another.`, `${key} 是公开的默认值：请更换。`))];
  if (isPlaceholder(value)) return [wrong([key], text(`${key} is still a placeholder.`, `${key} 仍是占位符。`))];
  if (kind === "aes") return lengthProblems(key, Buffer.byteLength(value));
  return make !== undefined && value.length < SHORT
    ? [doubtful([key], text(`${key} is shorter than ${SHORT} characters.`, `${key} 少于 ${SHORT} 个字符。`))]
    : [];
};

/** Words that every scanner tries and values that upstream ships; also for what lies on disk. */
export const isPublicSecret = (value: string): boolean =>
  PUBLIC_SECRETS.includes(value.toLowerCase()) || PUBLIC_SECRETS.includes(value) || value.startsWith(PUBLIC_PREFIX);

const lengthProblems = (key: string, bytes: number): readonly Problem[] =>
  AES_LENGTHS.includes(bytes)
    ? []
    : [
        wrong(
          [key],
          text(
            `${key} has ${bytes} bytes; AES takes exactly 16, 24 or 32.`,
            `${key} 长度为 ${bytes} 字节；AES 要求正好 16、24 或 32 字节。`,
          ),
        ),
      ];

/** An operator who lets somebody else run the component knows whether it has a password; ours always have one. */
const missing = ({ catalogue, site }: Question, { key, make }: Variable): readonly Problem[] => {
  const isOurs = catalogue.owners(key).some((owner) => ["here", "host"].includes(site.place(owner).kind));
  if (make === undefined || !isOurs) return [];
  return [wrong([key], text(`secrets.env has no ${key}: "coze init" makes it.`, `secrets.env 中没有 ${key}：运行 "coze init" 会生成。`))];
};

const usedTwice = ({ site }: Question, secrets: readonly Variable[]): readonly Problem[] => {
  const keysOf = new Map<string, string[]>();
  for (const { key } of secrets.filter(({ make }) => make !== undefined)) {
    const value = site.secret(key);
    if (value !== "") keysOf.set(value, [...(keysOf.get(value) ?? []), key]);
  }
  return [...keysOf.values()]
    .filter((keys) => keys.length > 1)
    .map((keys) =>
      doubtful(
        keys,
        text(
          `${keys.join(", ")} are the same secret: who learns one has them all.`,
          `${keys.join("、")} 使用了相同的密钥：泄露一个即泄露全部。`,
        ),
      ),
    );
};
