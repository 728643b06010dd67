/** People at the simulated Studio and Loop: registering, signing in, making tokens, and what these then open (reference/deploy.md §1.9, §2.9). */
import { describe, expect, test } from "vitest";
import { WORKFLOW_IDS } from "../../src/simulator/catalogue.js";
import { type SimulatorCaller, startSimulator } from "../support/simulator-caller.js";

const PERSON = { email: "ann@example.com", password: "a long password" };
const REGISTER = "/api/passport/web/email/register/v2/";
const LOGIN = "/api/passport/web/email/login/";
const PAT = "/api/permission_api/pat";
const LOOP_USERS = "/api/foundation/v1/users";
const LOOP_TOKENS = "/api/auth/v1/personal_access_tokens";

const cookieOf = (headers: Headers): { cookie: string } => ({ cookie: headers.getSetCookie()[0]?.split(";")[0] ?? "" });
const runWith = (caller: SimulatorCaller, headers: Record<string, string>) =>
  caller.post("/v1/workflow/run", { workflow_id: WORKFLOW_IDS.instant }, headers);

describe("Studio", () => {
  test("registering signs in, with a cookie that a script cannot read and that is not Secure", async () => {
    const { post } = await startSimulator();
    const reply = await post(REGISTER, PERSON, {});
    expect(reply.json()).toMatchObject({ code: 0, data: { email: PERSON.email, user_id_str: expect.stringMatching(/^\d{19}$/) } });
    expect(reply.headers.getSetCookie()).toEqual([expect.stringMatching(/^session_key=\S+; Max-Age=\d+; Path=\/; HttpOnly$/)]);
    expect((await post(LOGIN, { ...PERSON, password: "another" }, {})).json().code).not.toBe(0);
    const again = await post(LOGIN, PERSON, {});
    expect([again.json().code, cookieOf(again.headers).cookie]).toEqual([0, expect.stringMatching(/^session_key=.{20}/)]);
    expect((await post(REGISTER, PERSON, {})).json().code).not.toBe(0);
  });

  test("a token made with the cookie opens the API until it is deleted; the cookie never does", async () => {
    const caller = await startSimulator();
    const { post, get } = caller;
    const cookie = cookieOf((await post(REGISTER, PERSON, {})).headers);
    expect((await runWith(caller, cookie)).json().code).toBe(700012006);

    const made = (await post(`${PAT}/create_personal_access_token_and_permission`, { name: "gateway", duration_day: "1" }, cookie)).json()
      .data;
    expect(made).toMatchObject({ token: expect.stringMatching(/^pat_/), personal_access_token: { name: "gateway", last_used_at: -1 } });
    const bearer = { authorization: `Bearer ${made.token}` };
    expect((await runWith(caller, bearer)).json().code).toBe(0);

    const listed = await get(`${PAT}/list_personal_access_tokens?page=1&size=10`, cookie);
    expect(listed.json().data.personal_access_tokens).toMatchObject([
      { id: made.personal_access_token.id, last_used_at: expect.any(Number) },
    ]);
    expect(listed.text).not.toContain(made.token);

    const gone = { id: made.personal_access_token.id };
    expect((await post(`${PAT}/delete_personal_access_token_and_permission`, gone, cookie)).json().code).toBe(0);
    const refused = (await runWith(caller, bearer)).json();
    expect(refused).toEqual({ code: 700012006, msg: "authentication failed: api key invalid" });
  });

  test.each([
    ["a number of days", { duration_day: 1 }],
    ["days that nobody offers", { duration_day: "7" }],
    ["no name", { name: undefined }],
  ])("a token with %s is HTTP 400", async (_what, change) => {
    const { post } = await startSimulator();
    const cookie = cookieOf((await post(REGISTER, PERSON, {})).headers);
    const reply = await post(`${PAT}/create_personal_access_token_and_permission`, { name: "t", duration_day: "1", ...change }, cookie);
    expect(reply.status).toBe(400);
  });

  test("closed registration has a code of its own, and those who are in stay in", async () => {
    const { post } = await startSimulator({ registration: false });
    expect((await post(REGISTER, PERSON, {})).json().code).toBe(700000008);
  });

  test("with no admin named everybody who is signed in is one; with one named nobody else is", async () => {
    const open = await startSimulator();
    expect((await open.get("/api/admin/config/basic/get", {})).json().code).toBe(700012006);
    const anybody = cookieOf((await open.post(REGISTER, PERSON, {})).headers);
    expect((await open.get("/api/admin/config/basic/get", anybody)).json().code).toBe(0);

    const closed = await startSimulator({ admins: ["root@example.com"] });
    const ordinary = cookieOf((await closed.post(REGISTER, PERSON, {})).headers);
    expect((await closed.get("/api/admin/config/basic/get", ordinary)).status).toBe(403);
    const admin = cookieOf((await closed.post(REGISTER, { ...PERSON, email: "root@example.com" }, {})).headers);
    expect((await closed.get("/api/admin/config/basic/get", admin)).status).toBe(200);
  });

  test("the page needs nobody signed in, and hosted Coze has none", async () => {
    const page = await (await startSimulator()).get("/", {});
    expect([page.status, page.headers.get("content-type"), page.text]).toEqual([
      200,
      "text/html; charset=utf-8",
      expect.stringMatching(/^<!doctype html>/),
    ]);
    expect((await (await startSimulator({ flavour: "hosted" })).get("/")).status).toBe(404);
  });
});

describe("Loop", () => {
  test("it says pong to anybody", async () => {
    expect((await (await startSimulator()).get("/ping", {})).text).toContain("pong");
  });

  test("its accounts, cookies and tokens are not Studio's", async () => {
    const caller = await startSimulator();
    const { post, get } = caller;
    const cookie = cookieOf((await post(`${LOOP_USERS}/register`, { ...PERSON, name: "Ann" }, {})).headers);
    expect((await get(`${LOOP_USERS}/session`, cookie)).json()).toMatchObject({ code: 0, user_info: { name: "Ann", email: PERSON.email } });
    expect((await post("/api/foundation/v1/spaces/list", {}, cookie)).json().spaces).toMatchObject([
      { id: expect.stringMatching(/^\d{19}$/) },
    ]);
    expect((await post(LOGIN, PERSON, {})).json().code).not.toBe(0);
    expect((await get(`${PAT}/list_personal_access_tokens`, cookie)).json().code).toBe(700012006);

    const { token } = (await post(LOOP_TOKENS, { name: "gateway", duration_day: "permanent" }, cookie)).json();
    expect((await runWith(caller, { authorization: `Bearer ${token}` })).json().code).toBe(700012006);
    expect((await post(`${LOOP_USERS}/login_by_password`, PERSON, {})).json().code).toBe(0);
  });

  test("a token is listed without itself, and deleted", async () => {
    const { post, url } = await startSimulator();
    const cookie = cookieOf((await post(`${LOOP_USERS}/register`, PERSON, {})).headers);
    const made = (await post(LOOP_TOKENS, { name: "gateway", duration_day: "permanent" }, cookie)).json();
    expect(made.personal_access_token).toMatchObject({ expire_at: -1 });
    const listed = await post(`${LOOP_TOKENS}/list`, {}, cookie);
    expect(listed.json().personal_access_tokens).toHaveLength(1);
    expect(listed.text).not.toContain(made.token);
    await fetch(`${url}${LOOP_TOKENS}/${made.personal_access_token.id}`, { method: "DELETE", headers: cookie });
    expect((await post(`${LOOP_TOKENS}/list`, {}, cookie)).json().personal_access_tokens).toEqual([]);
  });

  test("without a session its pages answer like a fault of the server, with HTTP 200", async () => {
    const reply = await (await startSimulator()).get(`${LOOP_USERS}/session`, {});
    expect([reply.status, reply.json()]).toEqual([200, { code: 600900702, msg: "Service Internal Error" }]);
  });
});
