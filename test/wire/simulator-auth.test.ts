/** Who is let in, and what everybody else is told, per flavour (reference/coze-api.md §3). */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { startSimulator } from "../support/simulator-caller.js";

const RUN = { workflow_id: WORKFLOW_IDS.instant };

describe.each(["oss", "oss-old"] as const)("on %s", (flavour) => {
  test.each([
    ["no header", {}, "missing authorization in header"],
    ["a header without a token", { authorization: "Bearer " }, "missing api_key in request"],
    ["another scheme", { authorization: "bearer pat_simulator" }, "missing api_key in request"],
    ["an unknown token", { authorization: "Bearer pat_other" }, "api key invalid"],
  ])("%s is HTTP 200 with code 700012006", async (_what, headers, reason) => {
    const { post } = await startSimulator({ flavour });
    const reply = await post("/v1/workflow/run", RUN, headers as Record<string, string>);
    expect([reply.status, reply.json()]).toEqual([200, { code: 700012006, msg: `authentication failed: ${reason}` }]);
  });

  test("white space around the token does not matter", async () => {
    const { post } = await startSimulator({ flavour });
    expect((await post("/v1/workflow/run", RUN, { authorization: "Bearer   pat_simulator " })).json()).toMatchObject({ code: 0 });
  });

  test.each([
    `/v1/workflows/${WORKFLOW_IDS.instant}/run_histories/1`,
    "/v1/workflows",
    `/v1/workflows/${WORKFLOW_IDS.instant}/versions`,
    "/v1/files/retrieve?file_id=1",
    "/v1/no_such_path",
  ])("%s is outside the token's reach", async (path) => {
    const { get } = await startSimulator({ flavour });
    expect((await get(path)).json()).toEqual({ code: 700012006, msg: "authentication failed: missing session_key in cookie" });
  });

  test("a method that is not routed is the plain 404 of the HTTP library", async () => {
    const { get } = await startSimulator({ flavour });
    const reply = await get("/v1/workflow/run");
    expect([reply.status, reply.text]).toEqual([404, "404 page not found"]);
  });
});

describe("on hosted", () => {
  test.each([{}, { authorization: "Bearer pat_other" }])("%o is HTTP 401 with code 4100", async (headers) => {
    const { post } = await startSimulator({ flavour: "hosted" });
    const reply = await post("/v1/workflow/run", RUN, headers as Record<string, string>);
    expect([reply.status, reply.json().code]).toEqual([401, 4100]);
  });

  test("an unknown path, and the history path of OSS, are 404 with code 4200", async () => {
    const { get } = await startSimulator({ flavour: "hosted" });
    for (const path of ["/v1/no_such_path", "/v1/workflow/get_run_history?workflow_id=1&execute_id=1"]) {
      const reply = await get(path);
      expect([reply.status, reply.json().code]).toEqual([404, 4200]);
    }
  });
});

test("the token is looked at before the body", async () => {
  const { post, simulator } = await startSimulator();
  expect((await post("/v1/workflow/run", "{not json", { authorization: "Bearer no" })).json().code).toBe(700012006);
  expect(simulator.history()[0]?.body).toBeUndefined();
});

test("another token can be chosen", async () => {
  const { post } = await startSimulator({ token: "pat_mine" });
  expect((await post("/v1/workflow/run", RUN, { authorization: "Bearer pat_mine" })).json().code).toBe(0);
});

test("every reply carries a log id of its own, as a header or in the body too", async () => {
  const oss = await startSimulator();
  const ids = [await oss.run(WORKFLOW_IDS.instant), await oss.stream(WORKFLOW_IDS.instant), await oss.get("/nowhere")];
  expect(new Set(ids.map((reply) => reply.headers.get("X-Log-ID"))).size).toBe(3);
  const hosted = await startSimulator({ flavour: "hosted" });
  const reply = await hosted.run(WORKFLOW_IDS.instant);
  expect(reply.headers.get("x-tt-logid")).toMatch(/^\d{14}[0-9A-F]{20}$/);
  expect(reply.json().detail).toEqual({ logid: reply.headers.get("x-tt-logid") });
});
