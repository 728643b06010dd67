/** Abilities done by Coze workflows: one streamed run of the published workflow per invocation. */
import { type Assembler, createAssembler } from "../coze/assemble.js";
import type { CozeClient } from "../coze/client.js";
import { cozeLinks, type RunIds } from "../coze/links.js";
import { questionOf } from "../coze/question.js";
import { isWorkflowId, workflowIdRefused } from "../coze/settings.js";
import type { CozeMessage } from "../coze/stream-events.js";
import type { TokenUsage } from "../coze/wire.js";
import { AppError } from "../kernel/errors.js";
import type { Provider, ProviderEvent, ProviderRequest } from "./provider.js";

/** @param connections by name; the map may gain and lose entries while the provider is in use. */
export const createCozeWorkflowProvider = (connections: ReadonlyMap<string, CozeClient>): Provider => {
  const unknown = (connection: string): AppError =>
    new AppError("CONNECTION_UNKNOWN", { params: { connection, known: [...connections.keys()].join(", ") } });

  return {
    kind: "COZE_WORKFLOW",
    modes: ["STREAM"],
    cancellation: "DETACH_ONLY",
    async *execute(request, signal) {
      const client = connections.get(request.connection);
      if (client === undefined) throw unknown(request.connection);
      yield* executeOn(client, request, signal);
    },
    // biome-ignore lint/correctness/useYield: refuses before the first event
    async *resume({ answer }) {
      throw new AppError("QUESTION_NOT_ANSWERABLE", { params: { question: JSON.stringify(answer) } });
    },
    canAttach: () => false,
    // biome-ignore lint/correctness/useYield: refuses before the first event
    async *attach() {
      throw new AppError("OUTCOME_UNKNOWN");
    },
    cancel: async () => false,
    check({ connection, workflowId }) {
      if (!connections.has(connection)) return unknown(connection);
      return isWorkflowId(workflowId) ? undefined : workflowIdRefused(workflowId);
    },
    links({ connection, ...run }) {
      const client = connections.get(connection);
      return client === undefined ? {} : cozeLinks(client.settings, run);
    },
  };
};

async function* executeOn(client: CozeClient, request: ProviderRequest, signal: AbortSignal): AsyncGenerator<ProviderEvent, void> {
  const assembler = createAssembler();
  // Headers bring the log id before any event brings the run's own id, and an event must have the latter.
  let logId: string | undefined;
  let usage: TokenUsage | undefined;
  try {
    for await (const event of client.streamRun({ ...runOf(request), signal })) {
      switch (event.type) {
        case "opened":
          logId = event.logId;
          break;
        case "message":
          usage = event.usage ?? usage;
          for (const shown of eventsOf(event, assembler)) yield shown;
          break;
        case "interrupt":
          yield* handleOf(event, logId);
          yield* usageOf(usage);
          yield {
            type: "interrupted",
            eventId: event.eventId,
            interruptType: event.interruptType,
            question: { prompt: questionOf(event, assembler.lastText()) },
          };
          break;
        case "done":
          yield* handleOf(event, logId);
          yield* usageOf(usage);
          yield { type: "done", output: assembler.output() };
      }
    }
  } catch (error) {
    if (error instanceof AppError) yield* handleOf(error.upstream ?? {}, error.upstream?.logId);
    throw error;
  }
}

const runOf = (request: ProviderRequest) => ({
  workflowId: request.workflowId,
  parameters: request.parameters,
  userId: request.callerId,
  timeoutMs: request.timeoutMs,
});

function* handleOf(ids: RunIds, logId: string | undefined): Generator<ProviderEvent, void> {
  if (ids.executeId !== undefined) yield { type: "remote", executeId: ids.executeId, spaceId: ids.spaceId, logId };
}

function* usageOf(usage: TokenUsage | undefined): Generator<ProviderEvent, void> {
  if (usage !== undefined) yield { type: "usage", ...usage };
}

/** Their texts are questions to the user, which the interrupt carries, and not output (`reference/coze-api.md` §11.2). */
const ASKING_NODES = new Set(["Question", "Input"]);

function* eventsOf(message: CozeMessage, assembler: Assembler): Generator<ProviderEvent, void> {
  const { nodeKey: nodeId, nodeTitle } = message;
  const piece = assembler.push(message);
  if (piece.first) yield { type: "progress", nodeId, nodeTitle, finished: false };
  if (piece.text !== "" && !ASKING_NODES.has(message.nodeType ?? "")) yield { type: "output", nodeId, text: piece.text };
  if (message.finished) yield { type: "progress", nodeId, nodeTitle, finished: true };
}
