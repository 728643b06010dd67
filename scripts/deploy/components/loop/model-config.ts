/** Models as Loop's `conf/model_config.yaml` (`reference/deploy.md §2.3`). */
import { stringify } from "yaml";
import type { Model } from "../models/models.js";

/** Numbers are strings here; a missing schema hides the setting in the prompt editor. */
const PARAMETERS = [
  { name: "temperature", label: "temperature", desc: "Higher is more varied.", type: "float", min: "0", max: "1.0", default_val: "0.7" },
  { name: "max_tokens", label: "max_tokens", desc: "Longest answer in tokens.", type: "int", min: "1", max: "4096", default_val: "2048" },
  {
    name: "top_p",
    label: "top_p",
    desc: "Share of likely tokens to choose from.",
    type: "float",
    min: "0.001",
    max: "1.0",
    default_val: "0.7",
  },
];

export const modelConfig = (models: readonly Model[]): string => {
  const entries = models.map((model) => ({
    id: model.id,
    name: model.name,
    frame: "eino",
    protocol: model.protocol,
    protocol_config: { api_key: model.apiKey, model: model.model, base_url: model.baseUrl },
    scenario_configs: {
      default: { scenario: "default", unavailable: false },
      evaluator: { scenario: "evaluator", unavailable: false },
    },
    param_config: { param_schemas: PARAMETERS },
  }));
  return `# Rendered by scripts/deploy from MODEL_*: changes made here are overwritten.\n${stringify({ models: entries })}`;
};
