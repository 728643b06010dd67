/** A provider for suites on the parts of the engine: only what a test names does anything. */
import type { Provider } from "../../src/providers/provider.js";

export const scriptedProvider = (parts: Partial<Provider> & Pick<Provider, "execute">): Provider => ({
  kind: "COZE_WORKFLOW",
  modes: ["STREAM", "SYNC", "ASYNC"],
  cancellation: "DETACH_ONLY",
  repeatable: true,
  resume: (request, signal) => parts.execute(request, signal),
  canAttach: () => false,
  attach: (request, signal) => parts.execute(request, signal),
  cancel: async () => false,
  check: () => undefined,
  links: () => ({}),
  ...parts,
});
