/**
 * 100 uploads of 20 MB at the same time, through the gateway to an engine that throws them away: how fast they pass beside
 * the same bytes sent to the engine itself, and what the gateway's memory does meanwhile, beside uploads of a twentieth.
 */
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ADMIN_TOKEN, headers } from "./catalogue.js";
import { type Bench, inMs, keep, ratio, round, say } from "./part.js";
import { gateway, launch, memoryOf, type Running } from "./processes.js";

const AT_ONCE = 100;
const MEGABYTE = 1024 ** 2;
const LARGE = 20 * MEGABYTE;
const SMALL = MEGABYTE;
const PIECE = Buffer.alloc(64 * 1024, "All work and no play makes Jack a dull boy. ");
const BOUNDARY = "bench-boundary";
const SAMPLE_MS = 20;

export const uploads = async (bench: Bench): Promise<void> => {
  say(`uploads: ${AT_ONCE} at once, ${LARGE / MEGABYTE} MB each`);
  const stored = { uri: "bot_files/1/a.txt", url: "http://engine.invalid/a.txt", file_name: "a.txt", bytes: LARGE };
  const file = join(bench.folder, "stored.json");
  writeFileSync(file, JSON.stringify({ code: 0, msg: "", data: stored }));
  const engine = await keep(bench, launch({ args: ["test/bench/fixed-server.mjs", "PORT", file], readyPath: "/" }));
  const ours = await keep(
    bench,
    gateway({
      ...{
        SERVICE_API_TOKEN: ADMIN_TOKEN,
        DATABASE_URL: `sqlite:${join(bench.folder, "uploads.db")}`,
        FILE_UPLOADS_AT_ONCE: String(AT_ONCE),
      },
      ...{ COZE_BASE_URL: engine.url, COZE_API_TOKEN: "pat", COZE_FLAVOUR: "oss", FILE_DAILY_SIZE: "100000mb" },
    }),
  );
  const idle = memoryOf(ours);
  // What is compiled and grown once is no part of the figures.
  await sendAll(ours, SMALL, 201);
  const small = await measured(ours, () => sendAll(ours, SMALL, 201));
  const large = await measured(ours, () => sendAll(ours, LARGE, 201));
  const direct = await sendAll(engine, LARGE, 200);
  const [through, bare] = [perSecond(large.ms), perSecond(direct)];
  say(`  ${round(through)} MB/s, engine alone ${round(bare)} MB/s; resident ${round(large.before)} → ${round(large.peak)} MB`);
  bench.raw.uploads = { small, large, directMs: direct };
  bench.rows.push(
    { measure: `${AT_ONCE} uploads of 20 MB at once`, value: through, unit: "MB/s", beside: `engine alone ${round(bare)} MB/s` },
    ratio("uploads, gateway : engine alone", through / bare, "sender, gateway and engine share the machine"),
    inMs(`${AT_ONCE} uploads of 20 MB at once, all of them`, large.ms, `${(AT_ONCE * LARGE) / MEGABYTE} MB in all`),
    {
      measure: "memory before them",
      value: large.before,
      unit: "MB",
      beside: `resident, gateway alone; ${round(idle)} MB after its start`,
    },
    { measure: "memory at most meanwhile", value: large.peak, unit: "MB", beside: `of uploads of 1 MB each ${round(small.peak)} MB` },
  );
};

const perSecond = (ms: number): number => ((AT_ONCE * LARGE) / MEGABYTE / ms) * 1_000;

const measured = async (ours: Running, work: () => Promise<number>): Promise<{ before: number; peak: number; ms: number }> => {
  const before = memoryOf(ours);
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, memoryOf(ours));
  }, SAMPLE_MS);
  try {
    const ms = await work();
    return { before, peak, ms };
  } finally {
    clearInterval(sampling);
  }
};

/** @returns milliseconds until the last of them was answered. */
const sendAll = async ({ url }: Running, bytes: number, expected: number): Promise<number> => {
  const agent = new Agent({ keepAlive: false, maxSockets: AT_ONCE });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, () => send({ url: `${url}/files`, agent, bytes, expected })));
  agent.destroy();
  return performance.now() - startedAt;
};

const send = async ({ url, agent, bytes, expected }: { url: string; agent: Agent; bytes: number; expected: number }): Promise<void> => {
  const outgoing = request(url, {
    ...{ agent, method: "POST" },
    headers: { ...headers, "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
  });
  const status = new Promise<number | undefined>((resolve, reject) => {
    outgoing.once("error", reject);
    outgoing.once("response", (answer) => answer.resume().once("end", () => resolve(answer.statusCode)));
  });
  await Promise.all([pipeline(Readable.from(form(bytes), { objectMode: false }), outgoing), status]);
  if ((await status) !== expected) throw new Error(`an upload was answered with ${await status}`);
};

function* form(bytes: number): Generator<Buffer, void> {
  yield Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n`);
  for (let left = bytes; left > 0; left -= PIECE.length) yield PIECE.subarray(0, Math.min(left, PIECE.length));
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
}
