/** Keys that nobody knows, and keys in the wrong file. */
import type { Problem } from "../contract/site.js";
import { text } from "../contract/text.js";
import { doubtful, type Question, type Rule, wrong } from "./asked.js";
import { isSecret } from "./catalogue.js";
import { nearestKey } from "./nearest-key.js";

export const keyProblems: Rule = (question) => [
  ...Object.keys(question.values.variables).flatMap((key) => inSiteFile(question, key)),
  ...Object.keys(question.values.secrets).flatMap((key) => inSecretsFile(question, key)),
];

const inSiteFile = ({ catalogue, values }: Question, key: string): readonly Problem[] => {
  const variable = catalogue.byKey.get(key);
  if (variable === undefined) return [wrong([key], unknown("site.env", key, catalogue.byKey.keys()))];
  if (isSecret(variable))
    return [
      wrong(
        [key],
        text(
          `${key} is a secret and stands in site.env, which everybody may read: move the line to secrets.env, and change the secret if others had access.`,
          `${key} 是密钥，却写在人人可读的 site.env 中：请移到 secrets.env；若他人可能已看到，请更换。`,
        ),
      ),
    ];
  if (/:\/\/[^/@\s]*:[^/@\s]+@/.test(values.variables[key] ?? ""))
    return [
      wrong(
        [key],
        text(
          `${key} holds a password inside an address: secrets belong in secrets.env.`,
          `${key} 的地址中含有密码：密钥应写在 secrets.env 中。`,
        ),
      ),
    ];
  return [];
};

const inSecretsFile = ({ catalogue }: Question, key: string): readonly Problem[] => {
  const variable = catalogue.byKey.get(key);
  if (variable === undefined) return [doubtful([key], unknown("secrets.env", key, catalogue.byKey.keys()))];
  if (isSecret(variable)) return [];
  return [wrong([key], text(`${key} is no secret: it belongs in site.env.`, `${key} 不是密钥，应写在 site.env 中。`))];
};

const unknown = (file: string, key: string, known: Iterable<string>) => {
  const near = nearestKey(key, known);
  return text(
    `${file}: nothing knows ${key}.${near === undefined ? " Remove the line." : ` Did you mean ${near}?`}`,
    `${file}：没有名为 ${key} 的变量。${near === undefined ? "请删除该行。" : `是否想写 ${near}？`}`,
  );
};
