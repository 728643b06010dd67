/** Rules of the command line that need no machine: order, what words mean, how a change is shown, what options mean. */
import { describe, expect, test } from "vitest";
import { readArguments } from "../../scripts/deploy/commands/arguments.js";
import { VERBS } from "../../scripts/deploy/commands/verbs.js";
import type { Component, Description } from "../../scripts/deploy/contract/component.js";
import type { ComponentName, Target } from "../../scripts/deploy/contract/names.js";
import type { Site } from "../../scripts/deploy/contract/site.js";
import { text } from "../../scripts/deploy/contract/text.js";
import { siteFrom } from "../../scripts/deploy/site/site.js";
import { lineDiff, maskedDiff } from "../../scripts/deploy/steps/line-diff.js";
import { inOrder, selected } from "../../scripts/deploy/steps/order.js";

const component = (name: ComponentName, target: Target, needs: readonly ComponentName[]): Component => ({
  name,
  target,
  title: text(name, name),
  needs: () => needs,
  places: { external: true, none: true },
  variables: [],
  problems: () => [],
  describe: (): Description => {
    throw new Error("not asked for");
  },
});

const COMPONENTS = [
  component("nginx", "infra", ["studio", "loop"]),
  component("loop", "loop", ["mysql", "clickhouse"]),
  component("studio", "studio", ["mysql", "etcd"]),
  component("mysql", "infra", []),
  component("etcd", "infra", []),
  component("clickhouse", "infra", []),
];
const site = (variables: Readonly<Record<string, string>> = {}): Site => siteFrom({ components: COMPONENTS, variables, secrets: {} });
const names = (found: readonly Component[]): readonly string[] => found.map(({ name }) => name);
const chosen = (words: readonly string[], variables = {}): readonly string[] =>
  names(selected({ site: site(variables), components: COMPONENTS, words }));

describe("order and choice of components", () => {
  test("each comes after all that it needs, else in the order given", () => {
    expect(names(inOrder(site(), COMPONENTS))).toEqual(["mysql", "clickhouse", "loop", "etcd", "studio", "nginx"]);
  });

  test("a circle is refused with its names", () => {
    const circle = [component("mysql", "infra", ["etcd"]), component("etcd", "infra", ["minio"]), component("minio", "infra", ["mysql"])];
    const of = siteFrom({ components: circle, variables: {}, secrets: {} });
    expect(() => inOrder(of, circle)).toThrow("mysql → etcd → minio → mysql");
  });

  const HOSTS = { SITE_HOSTS: "app=10.0.0.1 data=10.0.0.2" };
  test.each([
    ["nothing said is all", [], {}, ["mysql", "clickhouse", "loop", "etcd", "studio", "nginx"]],
    ["a target brings what it needs", ["studio"], {}, ["mysql", "etcd", "studio"]],
    ["a component comes alone", ["nginx"], {}, ["nginx"]],
    ["several words", ["nginx", "etcd"], {}, ["etcd", "nginx"]],
    ["what is left out is not brought", ["studio"], { ETCD_PLACE: "none" }, ["mysql", "studio"]],
    [
      "what others operate is brought for its schemas",
      ["studio"],
      { MYSQL_PLACE: "external", MYSQL_HOST: "db" },
      ["mysql", "etcd", "studio"],
    ],
    [
      "what is on another host is not",
      [],
      { ...HOSTS, MYSQL_PLACE: "data", CLICKHOUSE_PLACE: "data" },
      ["loop", "etcd", "studio", "nginx"],
    ],
  ] as const)("%s", (...[, words, variables, expected]) => {
    expect(chosen(words, variables)).toEqual(expected);
  });

  test.each([
    ["a typing error", ["nginks"], {}, '"nginks" is neither a target nor a component'],
    ["another host's", ["mysql"], { ...HOSTS, MYSQL_PLACE: "data" }, 'nothing of "mysql" is placed on this machine (app)'],
    ["a target of another host", ["loop"], { ...HOSTS, LOOP_PLACE: "data" }, 'nothing of "loop"'],
  ] as const)("refused: %s", (...[, words, variables, message]) => {
    expect(() => chosen(words, variables)).toThrow(message);
  });
});

describe("what changes in a file", () => {
  test.each([
    ["a new file", undefined, "a\nb\n", "+a\n+b"],
    ["the same", "a\n", "a\n", ""],
    ["a line in the middle, with its neighbours", "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nX\n5\n6\n7\n", " 2\n 3\n-4\n+X\n 5\n 6"],
    ["two places", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "X\n2\n3\n4\n5\n6\n7\n8\nY\n", "-1\n+X\n 2\n 3\n…\n 7\n 8\n-9\n+Y"],
    ["everything", "a\n", "", "-a"],
  ])("%s", (...[, before, after, expected]) => {
    expect(lineDiff(before, after)).toBe(expected);
  });

  test("of a file with secrets nothing is shown but the names of settings", () => {
    const before = "USER=coze\nPASSWORD=old-secret\nplain old-secret\n";
    const after = "USER=coze\nPASSWORD=new-secret\nplain new-secret\n  token: 'new-secret'\n";
    expect(maskedDiff(before, after).split("\n").sort()).toEqual(["+  token:***", "+***", "+PASSWORD=***", "-***", "-PASSWORD=***"]);
    expect(maskedDiff(undefined, "postgres://user:new-secret@host\n")).toBe("+***");
    expect(maskedDiff("a: 1\n", "a: 1\nbmV3LXNlY3JldA=\nbmV3LXNlY3JldAo==\n")).toBe("+***\n+***");
  });
});

describe("arguments", () => {
  test("paths become absolute, a program's bare name stays", () => {
    const { flags, words, own } = readArguments(
      ["purge", "studio", "--root", "x/", "--systemctl", "sysctl", "--yes-delete-all-data"],
      VERBS,
    );
    expect(flags).toMatchObject({ root: `${process.cwd()}/x`, systemctl: "sysctl", dryRun: false });
    expect([words, own]).toEqual([["studio"], { "yes-delete-all-data": true }]);
    expect(readArguments(["apply"], VERBS).flags.root).toBe("/");
  });

  test.each([
    ["an unknown verb", ["aply"], 'there is no "coze aply"'],
    ["an unknown option", ["apply", "--roo", "/x"], "--roo"],
    ["another verb's option", ["apply", "--yes-delete-all-data"], "--yes-delete-all-data"],
    ["a missing value", ["apply", "--root"], "--root"],
    ["an unknown language", ["apply", "--lang", "fr"], "--lang is en or zh"],
  ])("refused: %s", (_, args, message) => {
    expect(() => readArguments(args, VERBS)).toThrow(message);
  });
});
