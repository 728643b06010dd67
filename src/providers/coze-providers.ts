/** Every provider that Coze can stand behind, by kind. */
import { createCozeAgentProvider } from "./coze-agent.js";
import { createCozeChatflowProvider } from "./coze-chatflow.js";
import type { CozeProviderDeps } from "./coze-connections.js";
import { createCozeWorkflowProvider } from "./coze-workflow.js";
import type { Provider, ProviderKind } from "./provider.js";

const CREATORS = [createCozeWorkflowProvider, createCozeChatflowProvider, createCozeAgentProvider];

export const createCozeProviders = (deps: CozeProviderDeps): ReadonlyMap<ProviderKind, Provider> =>
  new Map(CREATORS.map((create) => create(deps)).map((provider) => [provider.kind, provider]));
