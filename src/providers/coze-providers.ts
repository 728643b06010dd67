/** Every provider that Coze can stand behind, by kind. */
import type { CozeProviderDeps } from "./coze-connections.js";
import { createCozeWorkflowProvider } from "./coze-workflow.js";
import type { Provider, ProviderKind } from "./provider.js";

export const createCozeProviders = (deps: CozeProviderDeps): ReadonlyMap<ProviderKind, Provider> =>
  new Map([createCozeWorkflowProvider(deps)].map((provider) => [provider.kind, provider]));
