import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type Answer, answerOf, startTestServer, type TestServer, USER } from "../support/http-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.server.stop(1000));

const errorOf = (answer: Answer) => answer.json.errors[0];

/** What every refusal must carry, whoever refused. */
const expectRefusal = (answer: Answer, expected: { status: number; code: string }): void => {
  expect({ status: answer.status, code: errorOf(answer).extensions.code }).toEqual(expected);
  const requestId = answer.headers.get("x-request-id");
  expect(answer.json.extensions.requestId).toBe(requestId);
  expect(errorOf(answer).extensions.requestId).toBe(requestId);
  expect(answer.text).not.toMatch(/stacktrace|node_modules|\.ts:\d/);
};

describe("answers", () => {
  test("a query is answered with its request id in header, body and context", async () => {
    const answer = await server.post({ query: "{ hello requestId }" }, USER);
    expect(answer.status).toBe(200);
    const requestId = answer.headers.get("x-request-id");
    expect(answer.json).toEqual({ data: { hello: "hello world", requestId }, extensions: { requestId } });
  });

  test("a sane request id of the caller is kept", async () => {
    const answer = await server.post({ query: "{ requestId }" }, { ...USER, "x-request-id": "edge-7:abc.1" });
    expect(answer.json.data.requestId).toBe("edge-7:abc.1");
  });

  test.each(["a b", "{}", "x".repeat(129), "<script>"])("the request id %j is replaced", async (id) => {
    const answer = await server.post({ query: "{ requestId }" }, { ...USER, "x-request-id": id });
    expect(answer.json.data.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a query by GET works with the preflight header", async () => {
    const answer = await answerOf(
      await fetch(`${server.url}/graphql?query={hello}`, { headers: { ...USER, "apollo-require-preflight": "1" } }),
    );
    expect(answer.json.data).toEqual({ hello: "hello world" });
  });

  test("graphql-response+json is answered when it is asked for", async () => {
    const answer = await server.post({ query: "{ hello }" }, { accept: "application/graphql-response+json" });
    expect(answer.headers.get("content-type")).toContain("application/graphql-response+json");
  });

  test("a form of 1 MB arrives whole", async () => {
    const text = "火".repeat(350_000);
    const answer = await server.post({ query: "query ($text: String) { length(text: $text) }", variables: { text } });
    expect(answer.json.data).toEqual({ length: 350_000 });
  });

  test("nobody is a caller too: resolvers decide what that means", async () => {
    expect((await server.post({ query: "{ caller }" })).json.data).toEqual({ caller: "nobody" });
    expect((await server.post({ query: "{ caller }" }, USER)).json.data).toEqual({ caller: "uli" });
  });
});

describe("bad requests", () => {
  test.each([
    ["malformed JSON", "{ query:", {}, 400, "BAD_USER_INPUT"],
    ["an empty body", "", {}, 400, "BAD_USER_INPUT"],
    ["a body that is a list", "[]", {}, 400, "BAD_REQUEST"],
    ["a body that is a number", "5", {}, 400, "BAD_REQUEST"],
    ["a body without a query", "{}", {}, 400, "BAD_REQUEST"],
    ["a query that is a number", `{"query": 5}`, {}, 400, "BAD_REQUEST"],
    ["variables that are text", `{"query": "{hello}", "variables": "{}"}`, {}, 400, "BAD_REQUEST"],
    ["a batch", `[{"query": "{hello}"}]`, {}, 400, "BAD_REQUEST"],
    ["a key that poisons prototypes", `{"query": "{hello}", "variables": {"__proto__": {"a": 1}}}`, {}, 400, "BAD_USER_INPUT"],
    ["a media type we do not read", "<a/>", { "content-type": "application/xml" }, 415, "BAD_USER_INPUT"],
    ["a form of a web page", "query=%7Bhello%7D", { "content-type": "application/x-www-form-urlencoded" }, 415, "BAD_USER_INPUT"],
    ["text/plain, which a foreign page may send", `{"query":"{hello}"}`, { "content-type": "text/plain" }, 400, "BAD_REQUEST"],
    ["a syntax error", `{"query": "{ hello"}`, {}, 400, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", `{"query": "{ hallo }"}`, {}, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["an argument of the wrong type", `{"query": "{ hello(name: 5) }"}`, {}, 400, "GRAPHQL_VALIDATION_FAILED"],
    [
      "a variable of the wrong type",
      `{"query": "query($n: String) { hello(name: $n) }", "variables": {"n": []}}`,
      {},
      400,
      "BAD_USER_INPUT",
    ],
    ["a missing variable", `{"query": "query($c: Color!) { color(name: $c) }"}`, {}, 400, "BAD_USER_INPUT"],
    ["an unknown operation name", `{"query": "query A { hello }", "operationName": "B"}`, {}, 400, "OPERATION_RESOLUTION_FAILURE"],
    ["an answer type we cannot give", `{"query": "{ hello }"}`, { accept: "image/png" }, 406, "BAD_REQUEST"],
  ] as const)("%s", async (...[, body, headers, status, code]) => {
    expectRefusal(await server.post(body, { ...USER, ...headers }), { status, code });
  });

  test("a body above the limit", async () => {
    expectRefusal(await server.post({ query: "{ hello }", variables: { text: "x".repeat(3 * 1024 * 1024) } }), {
      status: 413,
      code: "FORM_TOO_LARGE",
    });
  });

  test("a mutation by GET", async () => {
    const query = encodeURIComponent(`mutation { rename(to: "x") }`);
    const response = await fetch(`${server.url}/graphql?query=${query}`, { headers: { ...USER, "apollo-require-preflight": "1" } });
    expectRefusal(await answerOf(response), { status: 405, code: "BAD_REQUEST" });
  });

  test("a simple GET, which a foreign page could make a browser send", async () => {
    expectRefusal(await answerOf(await fetch(`${server.url}/graphql?query={hello}`)), { status: 400, code: "BAD_REQUEST" });
  });

  test("an unknown path", async () => {
    expectRefusal(await answerOf(await fetch(`${server.url}/nowhere?token=secret`)), { status: 404, code: "NOT_FOUND" });
  });

  test("an address that is not a URL", async () => {
    expectRefusal(await answerOf(await fetch(`${server.url}/%E0%A4%A`)), { status: 400, code: "BAD_USER_INPUT" });
  });

  test("a bad token is refused before the body is looked at", async () => {
    const answer = await server.post("{ malformed", { authorization: "Bearer wrong" });
    expectRefusal(answer, { status: 401, code: "UNAUTHENTICATED" });
    expect(errorOf(answer)).toMatchObject({ message: "Sign in first: unknown token.", extensions: { retryable: false } });
  });
});

describe("limits", () => {
  const nested = (levels: number): string => `{ items { nodes ${"{ parent ".repeat(levels)}{ name }${" }".repeat(levels)} } }`;
  const complexOf = async (query: string, variables: object = {}): Promise<string | undefined> => {
    const answer = await server.post({ query, variables }, USER);
    if (answer.json.errors) expectRefusal(answer, { status: 400, code: "QUERY_TOO_COMPLEX" });
    return answer.json.errors?.[0].message;
  };

  test("ten levels pass, eleven do not", async () => {
    expect(await complexOf(nested(7))).toBeUndefined();
    expect(await complexOf(nested(8))).toContain("deeper than 10 levels");
  });

  test("fragments do not hide depth", async () => {
    const chain = Array.from({ length: 10 }, (_, level) => `fragment F${level} on Item { parent { ...F${level + 1} } }`).join(" ");
    expect(await complexOf(`{ items { nodes { ...F0 } } } ${chain} fragment F10 on Item { name }`)).toContain("deeper than 10 levels");
  });

  test("fifteen aliases pass, sixteen do not", async () => {
    const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, number) => `a${number}: hello`).join(" ")} }`;
    expect(await complexOf(aliases(15))).toBeUndefined();
    expect(await complexOf(aliases(16))).toContain("more than 15 aliases");
  });

  test("fifty-one directives are refused", async () => {
    const fields = Array.from({ length: 51 }, () => "hello @include(if: true)").join(" ");
    expect(await complexOf(`{ ${fields} }`)).toContain("more than 50 directives");
  });

  test("a thousand and one tokens are refused", async () => {
    expect(await complexOf(`{ ${"hello ".repeat(1000)} }`)).toContain("more than 1000 tokens");
  });

  test("pages of a hundred nest once", async () => {
    expect(
      await complexOf("{ items(first: 100) { nodes { name items(first: 100) { nodes { name parent { name } } } } } }"),
    ).toBeUndefined();
  });

  const THREE = "query ($n: Int) { items(first: $n) { nodes { items(first: $n) { nodes { items(first: $n) { nodes { name } } } } } } }";
  test.each([
    ["written out", THREE.replaceAll("$n", "100").replace("(100: Int)", ""), {}],
    ["in a variable", THREE, { n: 100 }],
    ["in a variable's default", THREE.replace("$n: Int", "$n: Int = 100"), {}],
  ])("but not three times, with the page size %s", async (_, query, variables) => {
    expect(await complexOf(query, variables)).toMatch(/could return \d{7} objects, at most 50000/);
  });

  test("a page size that a list refuses itself is left to the list", async () => {
    expect(await complexOf("{ items(first: 1000000) { nodes { name } } }")).toBeUndefined();
  });

  test("fragments that multiply cannot make counting slow", async () => {
    const doubling = Array.from({ length: 60 }, (_, level) => `fragment G${level} on Query { ...G${level + 1} ...G${level + 1} }`).join(
      " ",
    );
    const startedAt = performance.now();
    await complexOf(`{ ...G0 } ${doubling} fragment G60 on Query { hello }`);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test("the refusal speaks the caller's language", async () => {
    const answer = await server.post({ query: nested(8) }, { ...USER, "accept-language": "zh-CN" });
    expect(errorOf(answer).message).toBe("查询过于复杂：字段嵌套超过 10 层。");
  });
});

describe("the schema", () => {
  const INTROSPECTION = { query: "{ __schema { queryType { name } } }" };

  test("is shown to those who may see it", async () => {
    const answer = await server.post(INTROSPECTION, ADMIN);
    expect(answer.json.data.__schema.queryType.name).toBe("Query");
  });

  test.each([["users", USER] as const, ["nobody in particular", {}] as const])(
    "is not shown to %s, also from the cache",
    async (_, headers) => {
      for (const query of [
        INTROSPECTION.query,
        `{ a: __type(name: "Item") { name } }`,
        "{ ...F } fragment F on Query { __schema { description } }",
      ]) {
        expectRefusal(await server.post({ query }, headers), { status: 403, code: "FORBIDDEN" });
      }
    },
  );

  test("__typename is no secret", async () => {
    expect((await server.post({ query: "{ __typename }" })).json.data).toEqual({ __typename: "Query" });
  });

  test("names are suggested only to those who may see them", async () => {
    expect(errorOf(await server.post({ query: "{ hallo }" }, ADMIN)).message).toContain("Did you mean");
    expect(errorOf(await server.post({ query: "{ hallo }" }, USER)).message).toBe('Cannot query field "hallo" on type "Query".');
    const wrongColor = { query: "query ($c: Color!) { color(name: $c) }", variables: { c: "REDD" } };
    expect(errorOf(await server.post(wrongColor, USER)).message).not.toContain('RED"?');
    expect(errorOf(await server.post(wrongColor, ADMIN)).message).toContain('RED"?');
  });
});

describe("errors of resolvers", () => {
  test("an expected one carries its code, retry facts and field errors in the caller's language", async () => {
    const answer = await server.post({ query: "{ refuse }" }, { ...USER, "accept-language": "zh-CN,zh;q=0.9,en;q=0.5" });
    expect(answer.status).toBe(200);
    expect(errorOf(answer)).toEqual({
      message: "请求过于频繁，请在 3 秒后重试。",
      locations: [{ line: 1, column: 3 }],
      path: ["refuse"],
      extensions: {
        code: "RATE_LIMITED",
        requestId: answer.headers.get("x-request-id"),
        retryable: true,
        retryAfterMs: 3000,
        fieldErrors: [{ path: "/city", code: "FIELD_REQUIRED", message: "此字段为必填项。" }],
      },
    });
  });

  test("an unforeseen one is masked, and the log has it whole under the request id", async () => {
    const answer = await server.post({ query: "{ crash }" }, { ...USER, "x-request-id": "crash-1" });
    expect(answer.text).not.toContain("secret");
    expect(errorOf(answer)).toMatchObject({
      message: "Something went wrong on our side. Quote the request id to support.",
      path: ["crash"],
      extensions: { code: "INTERNAL", requestId: "crash-1", retryable: false },
    });
    const logged = server.lines.filter((line) => line.requestId === "crash-1" && line.level === "error");
    expect(logged).toHaveLength(1);
    expect(logged[0]?.err).toMatchObject({ type: "TypeError", message: "SELECT secret FROM users failed at 10.0.0.7" });
    expect(logged[0]).toMatchObject({ err: { stack: expect.stringContaining("tiny-schema") } });
  });
});

describe("the log", () => {
  test("has one line for each request, without query string, body or token", async () => {
    await fetch(`${server.url}/nowhere?token=hush`, { headers: { ...USER, "x-request-id": "line-1" } });
    await server.post({ query: '{ hello(name: "hush") }' }, { ...USER, "x-request-id": "line-2" });
    const requests = (id: string) => server.lines.filter((line) => line.requestId === id && line.msg === "request");
    expect(requests("line-1")).toMatchObject([{ level: "info", method: "GET", path: "/nowhere", status: 404 }]);
    expect(requests("line-2")).toMatchObject([{ level: "info", method: "POST", path: "/graphql", status: 200, caller: "uli" }]);
    expect(typeof requests("line-2")[0]?.ms).toBe("number");
    expect(JSON.stringify(server.lines)).not.toMatch(/hush|Bearer/);
  });
});
