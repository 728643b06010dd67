import "reflect-metadata";
/** Uploads that are not what they should be: refused with a code, and nothing of them stays at the engine. */
import { createHash } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data } from "../support/client.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import { beginUpload, PNG, post, type Upload, upload } from "../support/uploads.js";

const MAX_BYTES = 100_000;

let simulator: Simulator;
let app: TestApp;
let token: string;
beforeAll(async () => {
  simulator = createSimulator({ maxFileBytes: 80_000 });
  await simulator.start();
  app = await startTestApp({ simulator, env: { FILE_MAX_SIZE: String(MAX_BYTES), FILE_UPLOADS_AT_ONCE: "2" } });
  token = await tokenOf({ id: "ann" });
});
afterAll(async () => {
  await app?.stop();
  await simulator?.stop();
});
beforeEach(() => {
  simulator.forgetFiles();
  simulator.clearHistory();
});

const to = () => ({ url: app.url, token });
const send = (...parts: Upload[]) => upload(to(), ...parts);
const rows = async (): Promise<Data[]> => app.sql("SELECT state, failure, kind, bytes, name FROM files ORDER BY id DESC LIMIT 1");
const last = async (): Promise<Data> => (await rows())[0];

/** One entry, deflated, with sizes that a header tells. */
const zipOf = (name: string, content: Buffer, says = content.length): Buffer => {
  const data = deflateRawSync(content);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(says, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), data]);
};

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ZEROS = Buffer.alloc(30_000_000);

describe("content", () => {
  test.each<[string, Upload, string]>([
    ["an empty file", { content: "" }, "FILE_EMPTY"],
    ["text that says it is a picture", { content: "not a picture", name: "a.png", kind: "image/png" }, "FILE_KIND_MISMATCH"],
    ["a picture that says it is a document", { content: PNG, name: "a.pdf", kind: "application/pdf" }, "FILE_KIND_MISMATCH"],
    [
      "a program that says it is text",
      { content: Buffer.from("4d5a90000300000004000000ffff0000", "hex"), kind: "text/plain" },
      "FILE_KIND_MISMATCH",
    ],
    [
      "a program",
      { content: Buffer.from(`7f454c4602010100${"00".repeat(60)}`, "hex"), kind: "application/octet-stream" },
      "FILE_KIND_REFUSED",
    ],
    ["a bomb that says it is a document", { content: gzipSync(ZEROS), name: "a.docx", kind: DOCX }, "FILE_KIND_MISMATCH"],
    ["a bomb without any wrapping", { content: deflateRawSync(ZEROS), name: "a.zip", kind: "application/zip" }, "FILE_KIND_MISMATCH"],
    ["a table that says it is a document", { content: zipOf("xl/workbook.xml", ZEROS), kind: DOCX }, "FILE_KIND_MISMATCH"],
    [
      "a program in an archive that says it is a document",
      { content: zipOf("META-INF/MANIFEST.MF", ZEROS), kind: DOCX },
      "FILE_KIND_MISMATCH",
    ],
    ["an archive that says it is a picture", { content: zipOf("a.png", ZEROS), name: "a.png", kind: "image/png" }, "FILE_KIND_MISMATCH"],
    ["a page hidden in an archive's kind", { content: "<html></html>", kind: "application/zip" }, "FILE_KIND_MISMATCH"],
  ])("%s", async (_, file, code) => {
    expect(await send(file)).toMatchObject({ status: 422, code });
    expect([simulator.files(), simulator.history()]).toEqual([[], []]);
  });

  test("what is said in Chinese", async () => {
    const { body } = await upload({ ...to(), language: "zh" }, { content: "x", kind: "image/png" });
    expect(body.errors[0].message).toBe("文件声明为 image/png，但内容是 text/plain，请以正确的类型上传。");
  });

  test("a file beyond the gateway's bound is stopped on its way, and the sender reads why", async () => {
    const answer = await send({ content: Buffer.alloc(5_000_000, "a") });
    expect(answer).toMatchObject({ status: 413, code: "FILE_TOO_LARGE" });
    expect(answer.body.errors[0].message).toBe("The file is larger than 97.7 KB. Choose a smaller one.");
    expect(simulator.files()).toEqual([]);
    expect(await last()).toMatchObject({ state: "FAILED", failure: "FILE_TOO_LARGE" });
  });

  test("a sender who reads only when all is sent gets to know it too", async () => {
    const open = beginUpload(to());
    for (let piece = 0; piece < 80; piece++) await open.write(Buffer.alloc(100_000, "a"));
    expect(await open.finish()).toMatchObject({ status: 413, code: "FILE_TOO_LARGE" });
  });

  test("a file beyond the engine's bound is the engine's refusal", async () => {
    expect(await send({ content: "b".repeat(90_000) })).toMatchObject({ status: 502, code: "ENGINE_FAILED" });
    expect(simulator.files()).toEqual([]);
    expect(await last()).toMatchObject({ state: "FAILED", failure: "ENGINE_FAILED" });
  });

  test("archives pass through unread, whatever they would unpack to", async () => {
    const bombs: Upload[] = [
      { content: gzipSync(ZEROS), name: "bomb.gz", kind: "application/gzip" },
      { content: zipOf("[Content_Types].xml", ZEROS), name: "bomb.docx", kind: DOCX },
      { content: zipOf("word/document.xml", ZEROS, 0xffff_fffe), name: "liar.docx", kind: DOCX },
    ];
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    const memory = process.memoryUsage().rss;
    for (const bomb of bombs) {
      expect(await send(bomb)).toMatchObject({ status: 201, body: { file: { kind: bomb.kind, bytes: bomb.content.length } } });
    }
    lag.disable();
    // Less than any of them would be.
    expect(process.memoryUsage().rss - memory).toBeLessThan(25e6);
    expect(lag.max / 1e6).toBeLessThan(5_000);
    const sums = simulator.files().map(({ content }) => createHash("sha256").update(content).digest("hex"));
    expect(sums).toEqual(bombs.map(({ content }) => createHash("sha256").update(content).digest("hex")));
  });

  test("a name is a name and no path, header or direction of reading", async () => {
    const { body } = await send({ content: "x", name: '../../etc/"pass\u202ewd\r\nX: y' });
    expect(body.file.name).not.toMatch(/[/\\\r\n\u202e]/);
    expect(simulator.files()[0]?.name).not.toMatch(/[/\\\r\n\u202e]/);
  });
});

describe("bodies", () => {
  const multipart = { "content-type": "multipart/form-data; boundary=b" };
  const part = (name: string, more = "") => `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\nx\r\n`;
  const file = part("file", '; filename="a.txt"');

  test.each<[string, Record<string, string>, string, number?]>([
    ["no part", multipart, "--b--\r\n"],
    ["a field instead of a file", multipart, `${part("file")}--b--\r\n`],
    ["a file under another name", multipart, `${part("other", '; filename="a.txt"')}--b--\r\n`],
    ["two files", multipart, `${file}${file}--b--\r\n`],
    ["a file and a field", multipart, `${file}${part("field")}--b--\r\n`],
    ["no boundary", { "content-type": "multipart/form-data" }, "x"],
    ["another boundary", { "content-type": "multipart/form-data; boundary=other" }, `${file}--b--\r\n`],
    ["a name out of the prototype", multipart, `${part("__proto__", '; filename="a"')}--b--\r\n`],
    ["another type", { "content-type": "text/plain" }, "x", 415],
    ["no type", {}, "x", 415],
    ["JSON without an address", { "content-type": "application/json" }, "{}"],
    ["broken JSON", { "content-type": "application/json" }, "{"],
  ])("%s", async (_, headers, ...[body, status = 400]) => {
    expect(await post(to(), headers, body)).toMatchObject({ status, code: "BAD_USER_INPUT" });
    expect(simulator.files()).toEqual([]);
  });

  test("that are compressed are refused unread, whatever they would unpack to", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(file), Buffer.alloc(50_000_000), Buffer.from("\r\n--b--\r\n")]));
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    const memory = process.memoryUsage().rss;
    for (const encoding of ["gzip", "deflate", "br", "GZIP, identity"]) {
      const answer = await post(to(), { ...multipart, "content-encoding": encoding }, bomb);
      expect(answer).toMatchObject({ status: 415, code: "BAD_USER_INPUT" });
      expect(answer.body.errors[0].message).toContain("content-encoding");
    }
    lag.disable();
    expect(process.memoryUsage().rss - memory).toBeLessThan(60e6);
    expect(lag.max / 1e6).toBeLessThan(5_000);
    expect([simulator.files(), simulator.history()]).toEqual([[], []]);
    expect(await post(to(), { ...multipart, "content-encoding": "identity" }, `${file}--b--\r\n`)).toMatchObject({ status: 201 });
  });

  test("the second of two files keeps the first from being stored", async () => {
    expect(await send({ content: "one" }, { content: "two" })).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
    expect(await last()).toMatchObject({ state: "FAILED", failure: "BAD_USER_INPUT" });
    // However often: that the engine's calls broke off was not the engine's fault, so its circuit stays closed.
    for (let time = 0; time < 6; time++) expect(await send({ content: "one" }, { content: "two" })).toMatchObject({ status: 400 });
    expect(simulator.files()).toEqual([]);
    expect(await send({ content: "one" })).toMatchObject({ status: 201 });
  });
});

describe("uploads that end too soon", () => {
  const begun = async () => {
    const before = simulator.history().length;
    const open = beginUpload(to());
    await open.write("a".repeat(8_000));
    await until(() => simulator.history().length > before, { timeoutMs: 15_000, what: "the engine to hear of it" });
    return open;
  };
  const settled = () =>
    until(async () => (await last())?.state === "FAILED" && (await last()), { timeoutMs: 15_000, what: "the row to be settled" });

  test("cut by the caller: nothing is stored, and the row says so", async () => {
    (await begun()).cut();
    expect(await settled()).toMatchObject({ failure: "FILE_CUT" });
    await until(() => simulator.history().every(({ status }) => status !== "running"), {
      timeoutMs: 15_000,
      what: "the engine's call to end",
    });
    expect(simulator.files()).toEqual([]);
    // Not the engine's fault: it is asked again at once.
    for (let time = 0; time < 6; time++) (await begun()).cut();
    expect(await send({ content: "whole" })).toMatchObject({ status: 201 });
  });

  test("a form without its end", async () => {
    const open = await begun();
    expect(await open.stopShort()).toMatchObject({ status: 400, code: "FILE_CUT" });
    expect(simulator.files()).toEqual([]);
  });

  test("an engine that goes away in the middle is told apart from a caller who does", async () => {
    simulator.injectFault({ match: { path: "/v1/files/upload" }, fault: "cut", times: 1 });
    expect(await send({ content: "x".repeat(3_000) })).toMatchObject({ status: 502, code: "ENGINE_STREAM_CUT" });
    expect(await last()).toMatchObject({ state: "FAILED", failure: "ENGINE_STREAM_CUT" });
    simulator.injectFault({ match: { path: "/v1/files/upload" }, fault: "html502", times: 1 });
    expect(await send({ content: "x".repeat(3_000) })).toMatchObject({ status: 502, code: "ENGINE_BAD_RESPONSE" });
  });

  test("a caller has two at once, and others have theirs", async () => {
    const [one, two] = [await begun(), await begun()];
    expect(await send({ content: "three" })).toMatchObject({ status: 429, code: "TOO_MANY_UPLOADS" });
    expect(await upload({ url: app.url, token: await tokenOf({ id: "ben" }) }, { content: "Ben's" })).toMatchObject({ status: 201 });
    expect((await one.finish()).status).toBe(201);
    expect(await send({ content: "three" })).toMatchObject({ status: 201 });
    two.cut();
    await until(async () => (await app.sql("SELECT id FROM files WHERE state = 'PENDING'")).length === 0, {
      timeoutMs: 15_000,
      what: "the cut one to be given up",
    });
  });
});

describe("who may", () => {
  test("nobody without signing in, and the body is not read for it", async () => {
    expect(await upload({ url: app.url }, { content: Buffer.alloc(3_000_000) })).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(await upload({ url: app.url, token: "nonsense" }, { content: "x" })).toMatchObject({ status: 401 });
  });

  test("purposes that do not exist", async () => {
    const at = (where: string) => upload({ ...to(), where }, { content: "x" });
    expect(await at("?ability=nothing-here")).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(await at("?field=/file")).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
    expect(await at("?ability=a&ability=b")).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  test("a day's share is a day's share", async () => {
    const few = await startTestApp({ simulator, env: { FILE_DAILY_COUNT: "2" } });
    try {
      const mine = { url: few.url, token };
      expect([(await upload(mine, { content: "1" })).status, (await upload(mine, { content: "2" })).status]).toEqual([201, 201]);
      expect(await upload(mine, { content: "3" })).toMatchObject({ status: 429, code: "RATE_LIMITED" });
    } finally {
      await few.stop();
    }
  });
});
