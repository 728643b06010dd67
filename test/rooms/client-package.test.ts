/** The client as others get it: imported by the package's name, with its types, in a process that ends by itself. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ensureBuilt } from "../support/gateway-process.js";
import { type Script, startScriptedGateway } from "../support/scripted-gateway.js";
import { runFolder } from "../support/services.js";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");

beforeAll(ensureBuilt, 300_000);

/** A project that has installed the gateway's package, and what it needs. */
const consumer = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(runFolder(), "consumer-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(ROOT, join(folder, "node_modules/ability-gateway"), "dir");
  await symlink(join(ROOT, "node_modules/ws"), join(folder, "node_modules/ws"), "dir");
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

const delta = { __typename: "OutputDelta", cursor: "c1", sequence: 1, at: "", nodeId: "1", text: "once" };
const finished = { ...delta, __typename: "Finished", cursor: "c2", sequence: 2, status: "SUCCEEDED", output: "once", failure: null };

const gatewayOf = async (script: Script) => {
  const gateway = await startScriptedGateway(script);
  onTestFinished(gateway.stop);
  return gateway;
};

const PROGRAM = `
import { AbilityClientError, createAbilityClient } from "ability-gateway/client";
import WebSocket from "ws";
const client = createAbilityClient({ url: process.argv[2], webSocket: WebSocket });
const leaving = new AbortController();
try {
  for await (const event of client.follow("inv_1", { snapshot: false, signal: leaving.signal })) {
    console.log(event.__typename);
    if (process.argv[3] === "leave") leaving.abort(new AbilityClientError("LEFT", { message: "enough" }));
  }
} catch (error) {
  console.log(error.code);
}
`;

test.each([
  ["leave", "OutputDelta\nLEFT\n"],
  ["stay", "OutputDelta\nFinished\n"],
])("a program that follows and would %s ends by itself, without closing the client", { timeout: 60_000 }, async (how, printed) => {
  const gateway = await gatewayOf({ onSubscribe: ({ events }) => events(delta, ...(how === "stay" ? [finished] : [])) });
  const folder = await consumer({ "follow.js": PROGRAM });
  const { stdout, stderr } = await run(process.execPath, ["follow.js", gateway.url, how], { cwd: folder, timeout: 50_000 });
  expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: "" });
});

const TYPED = `
import { createAbilityClient, type InvocationEvent, type Outcome } from "ability-gateway/client";
import { AbilityFormDocument } from "ability-gateway/documents";
const client = createAbilityClient({ url: "/graphql", token: async (refused?: string) => refused ?? "t" });
const outcome: Outcome = await client.run({ abilityKey: "a", form: {} }, { onEvent: (event: InvocationEvent) => event.cursor });
for await (const event of client.follow(outcome.invocationId)) if (event.__typename === "OutputDelta") event.text.trim();
const { ability } = await client.request(AbilityFormDocument, { key: "a" });
ability?.form.revision.toFixed();
// @ts-expect-error there is no such option
createAbilityClient({ url: "/graphql", tokn: () => "t" });
// @ts-expect-error not every event has text
for await (const event of client.follow("inv_1")) event.text;
// @ts-expect-error a form is needed
await client.invoke({ abilityKey: "a" });
`;

test.each(["ES2023,DOM,DOM.Iterable", "ES2023"])(
  "its types hold in a project of its own, with lib %s",
  { timeout: 120_000 },
  async (lib) => {
    const folder = await consumer({
      "typed.ts": TYPED,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          ...{ strict: true, noEmit: true, module: "NodeNext", target: "ES2022", lib: lib.split(","), skipLibCheck: true },
          ...(lib.includes("DOM") ? { types: [] } : { types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] }),
        },
        files: ["typed.ts"],
      }),
    });
    await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder]).catch((error: { stdout: string }) => {
      throw new Error(error.stdout);
    });
  },
);
