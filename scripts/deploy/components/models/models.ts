/**
 * The models that both products are given, from the numbered `MODEL_<n>_*` variables (`reference/deploy.md §1.11`, `§2.3`).
 * Ids are for ever: published workflows and prompts point at them.
 */
import type { Problem, Site, Variable } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { givenSecret, settings } from "../settings.js";

const SLOTS = [1, 2, 3, 4] as const;

export interface Model {
  readonly slot: number;
  readonly id: number;
  readonly name: string;
  readonly protocol: "openai" | "ark";
  /** What the provider calls it: `gpt-4o`, or an Ark endpoint `ep-…`. */
  readonly model: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

const PROVIDERS = { openai: "https://api.openai.com/v1", ark: "https://ark.cn-beijing.volces.com/api/v3" } as const;
/** Above the ids of upstream's templates. */
const FIRST_ID = 100001;

export const MODEL_VARIABLES: readonly Variable[] = SLOTS.flatMap((slot) => {
  const key = (word: string): string => `MODEL_${slot}_${word}`;
  return [
    {
      key: key("PROTOCOL"),
      kind: { choices: ["", "openai", "ark"] },
      value: "",
      meaning: text(
        `Model ${slot} for Studio and Loop: openai (also every server that speaks it) or ark (Volcengine); empty = no such model.`,
        `供 Studio 与 Loop 使用的第 ${slot} 个模型：openai（含兼容服务）或 ark（火山方舟）；留空表示没有。`,
      ),
    },
    ...settings(
      [key("NAME"), "text", "", "Its name for people.", "展示名称。"],
      [
        key("ID"),
        "number",
        String(FIRST_ID + slot - 1),
        "Its number in Studio and Loop; never change it once used.",
        "在 Studio 与 Loop 中的编号，使用后不可更改。",
      ],
      [key("MODEL"), "text", "", "What the provider calls it (Ark: the endpoint ep-…).", "提供方的模型名（方舟：接入点 ep-…）。"],
      [
        key("BASE_URL"),
        "text",
        "",
        `Base address; empty = ${PROVIDERS.openai} or ${PROVIDERS.ark}.`,
        `基础地址；留空则为 ${PROVIDERS.openai} 或 ${PROVIDERS.ark}。`,
      ],
    ),
    givenSecret(key("API_KEY"), text(`API key of model ${slot}.`, `第 ${slot} 个模型的 API 密钥。`)),
  ];
});

export const modelsOf = (site: Site): readonly Model[] =>
  SLOTS.flatMap((slot) => {
    const get = (word: string): string => site.get(`MODEL_${slot}_${word}`);
    const protocol = get("PROTOCOL");
    if (protocol !== "openai" && protocol !== "ark") return [];
    const model = get("MODEL");
    const baseUrl = get("BASE_URL") || PROVIDERS[protocol];
    return [
      { slot, id: Number(get("ID")), name: get("NAME") || model, protocol, model, baseUrl, apiKey: site.secret(`MODEL_${slot}_API_KEY`) },
    ];
  });

export const modelProblems = (site: Site): readonly Problem[] => {
  const models = modelsOf(site);
  const problems: Problem[] = [];
  for (const { slot, model, id, apiKey } of models) {
    if (model === "")
      problems.push({
        keys: [`MODEL_${slot}_MODEL`],
        severity: "error",
        what: text("Say what the provider calls the model (Ark: the endpoint ep-…).", "请填写提供方的模型名（方舟：接入点 ep-…）。"),
      });
    if (apiKey === "")
      problems.push({
        keys: [`MODEL_${slot}_API_KEY`],
        severity: "warning",
        what: text(
          "The model has no API key: calls fail unless its server needs none.",
          "该模型没有 API 密钥：除非其服务不需要，否则调用会失败。",
        ),
      });
    const twin = models.find((other) => other.slot < slot && other.id === id);
    if (twin)
      problems.push({
        keys: [`MODEL_${twin.slot}_ID`, `MODEL_${slot}_ID`],
        severity: "error",
        what: text(`Two models have the id ${id}; ids must be unique.`, `两个模型的编号都是 ${id}；编号必须唯一。`),
      });
  }
  return problems;
};
