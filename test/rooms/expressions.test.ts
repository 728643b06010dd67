import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, describe, expect, test } from "vitest";
import { createExpressions } from "../../src/expressions/expression-processes.js";
import type { ExpressionContext, ExpressionResult } from "../../src/expressions/expressions.js";
import { until } from "../support/until.js";

const CONTEXT: ExpressionContext = {
  form: {
    topic: "tides",
    nights: [1, 2, 3],
    stops: [{ city: "Brest" }, { city: "Vannes" }],
    trap: `${"a".repeat(50)}!`,
    constructor: "a field like any other",
    // As a form would carry it: an own key.
    ...(JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, never>),
  },
  caller: { id: "alice", tenant: "acme", roles: ["user"] },
  now: "2026-11-23T08:30:00.005Z",
};

/** Time enough on any machine: what these tests ask for is done in milliseconds. */
const calm = createExpressions({ processes: 1, timeoutMs: 30_000 });
afterAll(() => calm.close());

const only = async (source: string, expressions = calm, context = CONTEXT): Promise<ExpressionResult> => {
  const [result] = await expressions.evaluate([source], context);
  if (!result) throw new Error("no result");
  return result;
};

const problemIn = (result: ExpressionResult | undefined): string => (result?.ok === false ? result.problem.en : JSON.stringify(result));

describe("expressions", () => {
  // biome-ignore format: a table
  test.each<[source: string, value: unknown]>([
    ["form.topic", "tides"],
    ["form.nothing", undefined],
    ["form.stops.city", ["Brest", "Vannes"]],
    ["form.stops[0].city", "Brest"],
    ["form.stops[city = 'Vannes']", { city: "Vannes" }],
    ["$sum(form.nights) * 2", 12],
    ["caller.roles[0] & '@' & caller.tenant", "user@acme"],
    ["form.topic ? {'a': form.topic, 'b': form.nothing} : null", { a: "tides" }],
    ["$map(form.nights, function($n) { $n + 1 })", [2, 3, 4]],
    ["[form.nothing, null]", [null]],
    ["$base64encode('Brest')", "QnJlc3Q="],
    ["$keys($$)", ["form", "caller", "now"]],
    // The clock stands still, wherever it is read, and knows one zone.
    ["$now()", "2026-11-23T08:30:00.005Z"],
    ["$millis()", Date.UTC(2026, 10, 23, 8, 30, 0, 5)],
    ["$toMillis('2026-11-23T10:00:00')", Date.UTC(2026, 10, 23, 10)],
    ["$fromMillis($toMillis('10:15', '[H01]:[m01]'))", "2026-11-23T10:15:00.000Z"],
    // Nothing but the context is there.
    ["process", undefined],
    ["$$.globalThis", undefined],
    ["form.topic.length", undefined],
    ["form.nights.constructor", undefined],
    ["$lookup(form.nights, 'constructor')", undefined],
    ["form.topic.constructor.constructor('return process')()", undefined],
    ["caller.__proto__", undefined],
    ["caller.`__proto__`.toString", undefined],
    ["$lookup(caller, '__proto__')", undefined],
    ["caller.toString", undefined],
    ["$sum.constructor", undefined],
    ["form.constructor", "a field like any other"],
    ["form.`__proto__`.polluted", true],
    ["($o := {'__proto__': {'x': 1}}; $keys($o))", "__proto__"],
    ["({}).polluted", undefined],
    ["{'__proto__': {'admin': true}}.admin", undefined],
    ["$merge([{'__proto__': {'admin': true}}, {}]).admin", undefined],
    ["(caller ~> |$|{'__proto__': {'admin': true}}|).admin", undefined],
    ["$eval('1')", "problem"],
    ["$random()", "problem"],
    ["$shuffle([1, 2])", "problem"],
    // What no parameter can be.
    ["$sum", "problem"],
    ["{'f': function($x) { $x }}", "problem"],
    ["'\\u0000'", "problem"],
    ["'\\ud800'", "problem"],
    ["1/0", "problem"],
    ["$power(10, 400)", "problem"],
    ["($n := function($v, $d) { $d = 0 ? $v : $n([[$v]], $d - 1) }; $n([[1]], 100))", "problem"],
    ["$pad('x', 1000001)", "problem"],
    ["$error('not today')", "problem"],
    ["form.topic + 1", "problem"],
  ])("%s", async (source, value) => {
    const result = await only(source);
    if (value === "problem") {
      expect(result).toMatchObject({ ok: false, problem: { en: expect.any(String), zh: expect.stringMatching(/[\u4e00-\u9fff]/) } });
      expect(result).not.toHaveProperty("unreached");
    } else expect(result).toEqual({ ok: true, value });
  });

  test("leave nothing behind for the next one", async () => {
    await calm.evaluate(["($x := 1; $x)", "(form ~> |$|{'topic': 'changed'}|)", "{'__proto__': {'admin': true}}"], CONTEXT);
    expect(await calm.evaluate(["$x", "form.topic", "{}.admin"], CONTEXT)).toEqual([
      { ok: true, value: undefined },
      { ok: true, value: "tides" },
      { ok: true, value: undefined },
    ]);
  });

  test("give the same bytes twice, in the same process and in another", async () => {
    const sources = ["{'when': $now(), 'of': form}", "$string($millis()) & $join(form.stops.city, ',')", "form ~> $keys()"];
    const first = await calm.evaluate(sources, CONTEXT);
    const other = createExpressions({ timeoutMs: 30_000 });
    expect(JSON.stringify(await calm.evaluate(sources, CONTEXT))).toBe(JSON.stringify(first));
    expect(JSON.stringify(await other.evaluate(sources, CONTEXT))).toBe(JSON.stringify(first));
    await other.close();
  });

  test("say where they failed", async () => {
    expect(problemIn(await only("form.topic & $sum('x')"))).toMatch(/^at character \d+: Argument 1 of function/);
    expect(problemIn(await only(`$error("${"x".repeat(500)}")`)).length).toBeLessThan(300);
  });

  test("read ten thousand elements", async () => {
    const list = Array.from({ length: 10_000 }, (_, n) => ({ n, name: `stop ${n}` }));
    const result = await only("{'sum': $sum(form.list.n), 'last': form.list[-1].name, 'even': $count(form.list[n % 2 = 0])}", calm, {
      form: { list },
    });
    expect(result).toEqual({ ok: true, value: { sum: 49_995_000, last: "stop 9999", even: 5_000 } });
  });

  test("a context that is too large is refused without being sent anywhere", async () => {
    const tight = createExpressions({ processes: 0, maxWaiting: 0, maxContextLength: 100 });
    expect(problemIn(await only("1", tight))).toBe("the form is too large for expressions");
  });
});

/** Would run for ever, or nearly. */
const ENDLESS = {
  loop: "($f := function($x) { $f($x) }; $f(1))",
  "two that call each other": "($a := function($x) { $b($x) }; $b := function($x) { $a($x) }; $a(1))",
  "catastrophic regular expression": "$match(form.trap, /^(a+)+$/)",
  "catastrophic regular expression in a function": "$contains(form.trap, /^(a|aa)+$/)",
};

/** Would need more than there is; some are stopped by JSONata before. */
const GREEDY = {
  "a product of lists": "$count([1..9000].([1..9000].([1..9000])))",
  "one text": "$length($pad('x', 400000000))",
  "a text that doubles": "($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $uppercase($d('xxxxxxxxxxxxxxxx', 24)))",
  "a text split into its characters":
    "($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $split($d('xxxxxxxxxxxxxxxx', 22), ''))",
  "a list that doubles": "($d := function($l, $n) { $n = 0 ? $l : $d([$l, $l], $n - 1) }; $d([1, 2, 3], 40))",
  "a range": "[1..10000000]",
  "recursion that keeps its stack": "($f := function($x) { 1 + $f($x) }; $f(1))",
};

describe("an expression without bounds", () => {
  test.each(Object.entries(ENDLESS))("is ended in time, and named among others: %s", async (_, source) => {
    const expressions = createExpressions({ processes: 1, timeoutMs: 1_000 });
    await only("1", expressions);
    const [before, culprit, after] = await expressions.evaluate(["form.topic", source, "form.topic"], CONTEXT);
    expect(before).toEqual({ ok: true, value: "tides" });
    expect(culprit).toEqual({ ok: false, problem: { en: "it took longer than 1000 ms", zh: "耗时超过 1000 毫秒" } });
    expect(after).toMatchObject({ ok: false, unreached: true });
    expect(await only("form.topic", expressions)).toEqual({ ok: true, value: "tides" });
    await expressions.close();
  });

  test("does not hold up the server while it runs", async () => {
    const expressions = createExpressions({ processes: 1, timeoutMs: 2_500 });
    await only("1", expressions);
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    expect(problemIn(await only(ENDLESS["catastrophic regular expression"], expressions))).toBe("it took longer than 2500 ms");
    lag.disable();
    expect(lag.max / 1e6).toBeLessThan(1_000);
    await expressions.close();
  });

  test.each(Object.entries(GREEDY))("takes no memory of the server's: %s", async (_, source) => {
    const before = process.memoryUsage().rss;
    expect(problemIn(await only(source))).toMatch(/needed more than 64 MB|maximum sequence length|Stack overflow|took longer/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    expect(await only("form.topic")).toEqual({ ok: true, value: "tides" });
  });
});

describe("processes of expressions", () => {
  test("serve as many as can wait, refuse the next at once, and the others when it takes too long", async () => {
    const expressions = createExpressions({ processes: 1, maxWaiting: 2, timeoutMs: 2_000, maxWaitMs: 20_000 });
    await only("1", expressions);
    const loop = only(ENDLESS.loop, expressions);
    const waiting = [only("form.topic", expressions), only("form.topic", expressions)];
    await expect(only("1", expressions)).rejects.toMatchObject({ code: "EXPRESSIONS_BUSY", retryAfterMs: 1_000 });
    expect(problemIn(await loop)).toContain("took longer");
    expect(await Promise.all(waiting)).toEqual([
      { ok: true, value: "tides" },
      { ok: true, value: "tides" },
    ]);
    await expressions.close();
  });

  test("who waits too long is refused, whatever the others do", async () => {
    const expressions = createExpressions({ processes: 1, timeoutMs: 3_000, maxWaitMs: 100 });
    await until(() => only("1", expressions).catch(() => undefined));
    const loop = only(ENDLESS.loop, expressions);
    await expect(only("1", expressions)).rejects.toMatchObject({ code: "EXPRESSIONS_BUSY" });
    expect(problemIn(await loop)).toContain("took longer");
    await expressions.close();
  });

  test("are ended on closing, with what they do", async () => {
    const expressions = createExpressions({ processes: 1, timeoutMs: 30_000 });
    await only("1", expressions);
    const running = only(ENDLESS.loop, expressions);
    const waiting = only("1", expressions);
    const refused = [running, waiting].map((work) => expect(work).rejects.toMatchObject({ code: "SHUTTING_DOWN" }));
    await new Promise((resolve) => setImmediate(resolve));
    await expressions.close();
    await Promise.all(refused);
    await expect(only("1", expressions)).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  });

  test("do not outlive a server that was killed, even in a loop", async () => {
    const module = new URL("../../src/expressions/expression-processes.ts", import.meta.url).href;
    const script = `const { createExpressions } = await import(${JSON.stringify(module)});
      const expressions = createExpressions({ processes: 1, timeoutMs: 600_000 });
      await expressions.evaluate(["1"], {});
      console.log("warm");
      await expressions.evaluate([${JSON.stringify(ENDLESS.loop)}], {});`;
    const server = spawn(process.execPath, ["--import", "@oxc-node/core/register", "--input-type=module", "-e", script]);
    await once(server.stdout, "data");
    const [child] = childrenOf(server.pid ?? 0);
    expect(child).toBeGreaterThan(0);
    server.kill("SIGKILL");
    await until(() => !isAlive(child ?? 0));
  });
});

const childrenOf = (pid: number): number[] =>
  execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/)
    .map(Number);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
