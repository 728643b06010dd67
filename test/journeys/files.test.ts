import "reflect-metadata";
/** Files from upload to result: a form names one, its workflow gets what its flavour wants, and what a result names is kept. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import type { ScriptedWorkflow } from "../../src/simulator/script.js";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.js";
import { startTestApp, type TestApp } from "../support/app.js";
import type { Data, TestClient } from "../support/client.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { accept, finished, invoke, run } from "../support/operations.js";
import { publishAbility, SAVE } from "../support/seed.js";
import { runFolder, sharedRedisUrl } from "../support/services.js";
import { storedOperation } from "../support/stored-operations.js";
import { tokenOf } from "../support/tokens.js";
import { until } from "../support/until.js";
import { PNG, type Upload, upload } from "../support/uploads.js";

const READ_FILE = storedOperation("File");
const REGISTER = storedOperation("RegisterFile");
const OUTPUT_FILES = storedOperation("InvocationFiles");

/** Returns addresses, as image generators do. */
const PAINTER: ScriptedWorkflow = {
  id: "7540000000000000777",
  name: "painter",
  description: "Gives back the addresses it was given.",
  inputs: { image: { type: "string", required: true }, more: { type: "list" } },
  steps: [{ kind: "end", variables: { image: "{{image}}", more: "{{more}}", text: "done" } }],
};

const DOCUMENT = { type: "string", format: "file-id", "x-file": { kinds: ["image/png", "text/*"], maxBytes: 2_000 } };
const PROPERTIES = { file: DOCUMENT, list: { type: "array", items: DOCUMENT, maxItems: 2 } };
const RULES = [
  { target: "file", field: "/file", type: "FILE" },
  { target: "list", field: "/list", type: "LIST", items: "FILE" },
];

const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

describeEachDatabase("files", (makeUrl, dialect) => {
  let simulator: Simulator;
  let hosted: Simulator;
  let app: TestApp;
  let folder: string;
  let tokens: { ann: string; ben: string; boss: string };
  let ann: TestClient;
  let ability: { key: string };

  beforeAll(async () => {
    simulator = createSimulator({ workflows: [PAINTER] });
    hosted = createSimulator({ flavour: "hosted" });
    await Promise.all([simulator.start(), hosted.start()]);
    folder = await mkdtemp(join(runFolder(), "files-"));
    const connections = [
      { name: "hosted", baseUrl: hosted.url, token: () => "pat_simulator", flavour: "hosted" as const, timeoutMs: 30_000 },
    ];
    app = await startTestApp({
      databaseUrl: await makeUrl(),
      ...(dialect === "mysql" && { redisUrl: await sharedRedisUrl() }),
      simulator,
      env: {
        FILE_STORAGE: folder,
        FILE_ENGINE_HOSTS: "http://127.0.0.1",
        FILE_ALLOWED_HOSTS: `http://127.0.0.1:${new URL(simulator.url).port}`,
      },
      overrides: { connections },
    });
    tokens = { ann: await tokenOf({ id: "ann" }), ben: await tokenOf({ id: "ben" }), boss: await tokenOf({ id: "boss", role: "admin" }) };
    ann = app.as(tokens.ann);
    ability = await publishAbility(app.admin, { workflowId: WORKFLOW_IDS.echo, properties: PROPERTIES, parameters: RULES });
  });
  afterAll(async () => {
    await app?.stop();
    await Promise.all([simulator?.stop(), hosted?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const uploaded = async (content: Uint8Array | string, as: Partial<Upload> = {}, where = ""): Promise<Data> => {
    const { status, body } = await upload({ url: app.url, token: tokens.ann, where }, { content, ...as });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.file;
  };
  const problems = async (form: object, key = ability.key): Promise<string[]> =>
    ((await invoke(ann, key, { form })).fieldErrors ?? []).map(({ path, code }: Data) => `${path} ${code}`);

  test("a file goes to the engine, its id into the form, and its address into the workflow", async () => {
    const file = await uploaded(PNG, { name: "Menü “A”\n.png", kind: "image/png" }, `?ability=${ability.key}&field=/file`);
    expect(file).toMatchObject({ state: "READY", kind: "image/png", bytes: PNG.length, sha256: sha256(PNG) });
    const second = await uploaded("Tides turn.", { name: "notes.txt", kind: "text/plain" });
    expect(await run(ann, READ_FILE, { id: file.id })).toMatchObject({ id: file.id, origin: "UPLOAD", path: null, failure: null });
    const stored = simulator.files().slice(-2);
    expect(stored.map(({ content }) => sha256(content))).toEqual([sha256(PNG), sha256("Tides turn.")]);
    const { id } = await accept(ann, ability.key, { form: { file: file.id, list: [second.id, file.id] } });
    const end = await finished(ann, id);
    const [first, other] = stored.map(({ key }) => expect.stringContaining(`/_files/${key}/`));
    expect(end).toMatchObject({
      status: "SUCCEEDED",
      input: { file: file.id, list: [second.id, file.id] },
      output: { file: first, list: [other, first] },
    });
  });

  test("hosted Coze gets the text that names its own id", async () => {
    const { key } = await publishAbility(app.admin, {
      ...{ workflowId: WORKFLOW_IDS.echo, connection: "hosted", properties: PROPERTIES, parameters: RULES },
    });
    const file = await uploaded(PNG, { name: "a.png", kind: "image/png" }, `?ability=${key}`);
    const { id } = await accept(ann, key, { form: { file: file.id, list: [file.id] } });
    const [stored] = hosted.files().slice(-1);
    const text = JSON.stringify({ file_id: stored?.id });
    // Its nodes see the file itself.
    expect(await finished(ann, id)).toMatchObject({
      status: "SUCCEEDED",
      output: { file: expect.stringContaining(`/_files/${stored?.key}/`), list: [text] },
    });
    expect(hosted.history().find(({ path }) => path === "/v1/workflow/stream_run")?.parametersReceived).toEqual({
      file: text,
      list: [text],
    });
    // Uploaded there, it is nothing here.
    expect(await problems({ file: file.id })).toEqual(["/file FILE_UNUSABLE"]);
  });

  test("a registered address is passed on as it is", async () => {
    const origin = await uploaded(PNG, { name: "b.png", kind: "image/png" });
    const url = simulator.files().at(-1);
    const address = `${simulator.url}/_files/${url?.key}/b.png`;
    const { file } = await run(ann, REGISTER, { input: { url: address, abilityKey: ability.key, field: "/file" } });
    expect(file).toMatchObject({ origin: "ADDRESS", state: "READY", kind: "image/png", bytes: PNG.length, name: "b.png" });
    expect(file.id).not.toBe(origin.id);
    const { id } = await accept(ann, ability.key, { form: { file: file.id } });
    expect(await finished(ann, id)).toMatchObject({ output: { file: address } });
  });

  test("a preview shows what a call would send, and an explanation says which file is no longer there", async () => {
    const file = await uploaded(PNG, { name: "c.png", kind: "image/png" });
    const call = { form: { file: file.id } };
    const preview = await run(app.as(tokens.boss), storedOperation("PreviewInvocation"), { input: { abilityKey: ability.key, ...call } });
    const address = `${simulator.url}/_files/${simulator.files().at(-1)?.key}/c.png`;
    expect(preview.payload.text).toBe(JSON.stringify({ file: address }));
    const { id } = await accept(ann, ability.key, call);
    await finished(ann, id);
    const explained = () => run(app.as(tokens.boss), storedOperation("ExplainInvocation"), { id });
    expect(await explained()).toMatchObject({ verdict: "EQUAL", causes: [] });
    await app.sql("UPDATE files SET expires_at = ? WHERE id = ?", ["2020-01-01 00:00:00.000", file.id]);
    expect(await explained()).toMatchObject({
      verdict: "NOT_REBUILT",
      causes: [{ input: "FILES", message: `The file ${file.id} cannot be used here: it has expired; upload it again.` }],
    });
  });

  describe("what a form may name", () => {
    test("only one's own, ready, unexpired files of the field's kinds and sizes; each problem at its place", async () => {
      const png = await uploaded(PNG, { name: "a.png", kind: "image/png" });
      const large = await uploaded("x".repeat(2_001), { name: "large.txt" });
      const pdf = await uploaded("%PDF-1.7 ...", { name: "a.pdf", kind: "application/pdf" });
      const foreign = (await upload({ url: app.url, token: tokens.ben }, { content: "Ben's" })).body.file;
      expect(await problems({ file: large.id, list: [png.id, pdf.id] })).toEqual(["/file FILE_TOO_LARGE", "/list/1 FILE_KIND_REFUSED"]);
      expect(await problems({ file: foreign.id })).toEqual(["/file FILE_UNUSABLE"]);
      expect(await problems({ file: "file_01ARZ3NDEKTSV4RRFFQ69G5FAV" })).toEqual(["/file FILE_UNUSABLE"]);
      expect(await problems({ file: "https://example.com/a.png" })).toEqual(["/file FIELD_FORMAT"]);
      await app.sql("UPDATE files SET expires_at = ? WHERE id = ?", ["2020-01-01 00:00:00.000", png.id]);
      expect(await problems({ file: png.id })).toEqual(["/file FILE_UNUSABLE"]);
      expect(simulator.runs().length).toBe(simulator.runs().filter(({ status }) => status === "Success").length);
    });

    test("a text field cannot smuggle an address into a parameter of type FILE", async () => {
      const { key } = await publishAbility(app.admin, {
        workflowId: WORKFLOW_IDS.echo,
        properties: { address: { type: "string" } },
        parameters: [{ target: "file", field: "/address", type: "FILE" }],
      });
      expect(await problems({ address: "http://169.254.169.254/latest/meta-data" }, key)).toEqual(["/address FILE_UNUSABLE"]);
      const file = await uploaded("mine");
      expect(await problems({ address: file.id }, key)).toEqual([]);
    });
  });

  describe("files of a result", () => {
    const painting = async (keepFiles: readonly string[]) => {
      const target = { workflowId: PAINTER.id, properties: { image: { type: "string" }, more: { type: "array" } } };
      const made = await publishAbility(app.admin, target);
      const parameters = ["image", "more"].map((name) => ({ target: name, field: `/${name}` }));
      const saved = await run(app.admin, SAVE, { input: { abilityId: made.id, workflowId: PAINTER.id, parameters, keepFiles } });
      await app.admin.execute(`mutation($id: ID!) { publishWorkflowMapping(input: { id: $id }) { __typename } }`, { id: saved.mapping.id });
      return made.key;
    };
    const outputFiles = (id: string, ready: (files: Data[]) => boolean): Promise<Data[]> =>
      until(
        async () => {
          const { outputFiles: files } = await run(ann, OUTPUT_FILES, { id });
          return ready(files) && files;
        },
        { timeoutMs: 30_000, everyMs: 50, what: `the kept files of ${id}` },
      );
    const get = (path: string, token?: string) =>
      fetch(`${app.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });

    test("are copied before the engine forgets them, and given to their caller alone", async () => {
      await uploaded(PNG, { name: "made.png", kind: "image/png" });
      await uploaded("<script>alert(1)</script>", { name: "page.html", kind: "text/html" });
      const [image, page] = simulator
        .files()
        .slice(-2)
        .map(({ key, name }) => `${simulator.url}/_files/${key}/${name}`);
      const key = await painting(["/image", "/more", "/text", "/absent"]);
      const { id } = await accept(ann, key, { form: { image, more: [page, "no address", image] } });
      await finished(ann, id);
      const files = await outputFiles(id, (all) => all.length === 3 && all.every(({ state }) => state !== "PENDING"));
      simulator.forgetFiles();
      expect(files.map(({ pointer, state, kind, name }) => [pointer, state, kind, name])).toEqual([
        ["/image", "READY", "image/png", "made.png"],
        ["/more/0", "READY", "text/html", "page.html"],
        ["/more/2", "READY", "image/png", "made.png"],
      ]);
      const kept = await get(files[0].path, tokens.ann);
      expect([kept.status, sha256(Buffer.from(await kept.arrayBuffer()))]).toEqual([200, sha256(PNG)]);
      const html = await get(files[1].path, tokens.ann);
      expect(html.headers.get("content-disposition")).toBe(`attachment; filename="page.html"; filename*=UTF-8''page.html`);
      expect(html.headers.get("x-content-type-options")).toBe("nosniff");
      await html.text();
      expect(
        await Promise.all(
          [get(files[0].path, tokens.ben), get(files[0].path), get("/files/file_x", tokens.ann)].map(async (a) => (await a).status),
        ),
      ).toEqual([404, 401, 404]);
      // It was kept, not uploaded: no workflow can be given it.
      expect(await problems({ file: files[0].id })).toEqual(["/file FILE_UNUSABLE"]);
    });

    test("that cannot be had are tried again and then failed, and do not fail the call", async () => {
      const key = await painting(["/image"]);
      const { id } = await accept(ann, key, { form: { image: `${simulator.url}/_files/never-there/x.png` } });
      expect(await finished(ann, id)).toMatchObject({ status: "SUCCEEDED" });
      const row = await until(
        async () => {
          const rows = (await app.sql("SELECT attempts, failure, state FROM files WHERE invocation_id = ?", [id])) as Data[];
          return rows[0]?.failure != null && rows[0];
        },
        { timeoutMs: 30_000, everyMs: 50, what: "the first attempt" },
      );
      expect(row).toMatchObject({ attempts: 1, failure: "FILE_URL_REFUSED", state: "PENDING" });
    });
  });
});
