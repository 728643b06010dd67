/** What a Coze workflow declares: asked with the token first, then in Studio where a session is configured. */
import { type CozeDeclaration, declarationOfCanvas } from "../coze/declared-inputs.js";
import { type LocalText, toAppError } from "../kernel/errors.js";
import { MESSAGE, RESERVED } from "./chat-parameters.js";
import { type CozeProviderDeps, clientFor } from "./coze-connections.js";
import type { LiveAnswer, LiveSource, Provider, WorkflowDeclaration } from "./provider.js";

/** Somebody waits for the answer, and there are weaker sources. */
const ASK_MS = 5_000;

export const describeWorkflow = async (
  deps: CozeProviderDeps,
  { connection, workflowId }: { readonly connection: string; readonly workflowId: string },
  signal: AbortSignal,
): Promise<LiveAnswer[]> => {
  const answers: LiveAnswer[] = [];
  const ask = async (source: LiveSource, question: () => Promise<CozeDeclaration | undefined>): Promise<boolean> => {
    try {
      const declaration = await question();
      answers.push({ source, ...(declaration && { declaration }) });
      return declaration !== undefined;
    } catch (error) {
      answers.push({ source, problem: toAppError(error) });
      return false;
    }
  };
  const bounds = { workflowId, signal, timeoutMs: ASK_MS };
  const known = await ask("ENGINE_API", async () => clientFor(deps, connection).describe(bounds));
  if (!known) await ask("STUDIO", async () => clientFor(deps, connection).describeInStudio(bounds));
  return answers;
};

type Describing = Required<Pick<Provider, "describe" | "readDefinition" | "fileProblem">>;

export const describesWorkflows = (deps: CozeProviderDeps): Describing => ({
  describe: (target, signal) => describeWorkflow(deps, target, signal),
  readDefinition: declarationOfCanvas,
  fileProblem: (connection) => fileProblem(deps, connection),
});

/** A chatflow's own two inputs are the gateway's to fill; what is said to it is the parameter `message`. */
export const describesChatflows = (deps: CozeProviderDeps): Describing => ({
  fileProblem: (connection) => fileProblem(deps, connection),
  async describe(target, signal) {
    const answers = await describeWorkflow(deps, target, signal);
    return answers.map(({ declaration, ...answer }) => ({ ...answer, ...(declaration && { declaration: asSpoken(declaration) }) }));
  },
  readDefinition(text) {
    const declaration = declarationOfCanvas(text);
    return declaration && asSpoken(declaration);
  },
});

const asSpoken = (declaration: WorkflowDeclaration): WorkflowDeclaration => ({
  ...declaration,
  inputs: [
    { name: MESSAGE, type: "STRING", required: true },
    ...declaration.inputs.filter(({ name }) => name !== MESSAGE && !RESERVED.includes(name)),
  ],
});

/** Open-source Coze takes a file by its address only (`reference/coze-api.md` §9.2). */
const fileProblem = ({ connections }: CozeProviderDeps, connection: string): LocalText | undefined => {
  const client = connections.get(connection);
  const flavour = client?.settings.flavour === "auto" ? client.status().flavour : client?.settings.flavour;
  if (client?.settings.fileInput !== "file_id" || flavour === undefined || flavour === "hosted") return undefined;
  return {
    en: "it passes files by id, which open-source Coze does not understand.",
    zh: "该连接以 ID 传递文件，而开源版 Coze 不支持。",
  };
};
