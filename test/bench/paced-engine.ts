/** An engine that streams at a set pace, and notes when each run's first text left it. Its frames are the simulator's. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { simulator } from "./processes.js";

export interface PacedEngine {
  readonly url: string;
  /** `performance.now()` of the first text of the run whose parameters hold this nonce. */
  firstTextAt(nonce: string): number;
  stop(): Promise<void>;
}

const WRITE_WORKFLOW = "7500000000000000001";
/** Silence before the first text: time in which a follower gets ready. */
export const SILENCE_MS = 250;
const BETWEEN_MS = 40;
export const NONCE = /bench-nonce-\d+/;

export const startPacedEngine = async (): Promise<PacedEngine> => {
  const frames = await recordedFrames();
  const firstTexts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const nonce = NONCE.exec(await text(request))?.[0] ?? "";
    await play(response, frames, () => firstTexts.set(nonce, performance.now())).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstTextAt: (nonce) => firstTexts.get(nonce) ?? Number.NaN,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

const play = async (response: ServerResponse, frames: readonly string[], onFirst: () => void): Promise<void> => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  await sleep(SILENCE_MS);
  onFirst();
  for (const frame of frames) {
    response.write(frame);
    await sleep(BETWEEN_MS);
  }
  response.end();
};

const recordedFrames = async (): Promise<string[]> => {
  const engine = await simulator();
  try {
    const answer = await fetch(`${engine.url}/v1/workflow/stream_run`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer pat_simulator" },
      body: JSON.stringify({ workflow_id: WRITE_WORKFLOW, parameters: { topic: "tides" } }),
    });
    return (await answer.text()).split(/(?<=\n\n)/);
  } finally {
    await engine.stop();
  }
};
