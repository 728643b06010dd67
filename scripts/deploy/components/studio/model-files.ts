/** Models as files of Studio's `conf/model/` (`reference/deploy.md §1.11`; the fields are those of upstream's templates there). */
import { stringify } from "yaml";
import type { Model } from "../models/models.js";

export interface ModelFile {
  readonly name: string;
  readonly content: string;
}

/** Files of ours begin with this; whatever else lies beside upstream's is the operator's. */
export const MODEL_FILE_PREFIX = "site-";

const MAX_TOKENS = 4096;

interface Slider {
  readonly name: string;
  readonly type: "float" | "int";
  readonly min: string;
  readonly max: string;
  readonly value: string;
  readonly label: readonly [en: string, zh: string];
}

const SLIDERS: readonly Slider[] = [
  { name: "temperature", type: "float", min: "0", max: "1", value: "0.7", label: ["Temperature", "随机性"] },
  {
    name: "max_tokens",
    type: "int",
    min: "1",
    max: String(MAX_TOKENS),
    value: String(MAX_TOKENS),
    label: ["Longest answer", "最大回复长度"],
  },
  { name: "top_p", type: "float", min: "0", max: "1", value: "0.7", label: ["Top P", "Top P"] },
];

const parameter = ({ name, type, min, max, value, label: [en, zh] }: Slider) => ({
  name,
  label: { zh, en },
  desc: { zh, en },
  type,
  min,
  max,
  default_val: { default_val: value },
  ...(type === "float" ? { precision: 2 } : {}),
  options: [],
  style: { widget: "slider", label: { zh, en } },
});

export const modelFile = (model: Model): ModelFile => ({
  name: `${MODEL_FILE_PREFIX}${model.slot}-${model.protocol}.yaml`,
  content: `# Rendered by scripts/deploy from MODEL_${model.slot}_*: changes made here are overwritten.\n${stringify(documentOf(model))}`,
});

const documentOf = (model: Model) => ({
  id: model.id,
  name: model.name,
  icon_uri: `default_icon/${model.protocol === "ark" ? "doubao_v2" : "openai_v2"}.png`,
  icon_url: "",
  description: { zh: model.name, en: model.name },
  default_parameters: SLIDERS.map(parameter),
  meta: {
    name: model.name,
    protocol: model.protocol,
    capability: {
      function_call: true,
      input_modal: ["text", "image"],
      input_tokens: 128000,
      json_mode: false,
      max_tokens: 128000,
      output_modal: ["text"],
      output_tokens: MAX_TOKENS,
      prefix_caching: false,
      reasoning: false,
      prefill_response: false,
    },
    conn_config: {
      base_url: model.baseUrl,
      api_key: model.apiKey,
      timeout: "0s",
      model: model.model,
      temperature: 0.7,
      max_tokens: MAX_TOKENS,
      top_p: 0.7,
      stop: [],
      ...(model.protocol === "openai" ? { openai: { by_azure: false, api_version: "" } } : { ark: { region: "", retry_times: null } }),
    },
    status: 0,
  },
});
