import { describe, expect, test } from "vitest";
import { languageOf } from "../../src/auth/request-context.js";

describe("languageOf", () => {
  test.each([
    [undefined, "en"],
    ["", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["zh", "zh"],
    ["ZH-Hant", "zh"],
    ["en-GB,en;q=0.9,zh;q=0.8", "en"],
    ["zh;q=0.5,en;q=0.7", "en"],
    ["en;q=0.5, zh;q=0.7", "zh"],
    ["zh,en", "en"],
    ["*", "en"],
    ["fr,zh;q=0.3", "zh"],
    ["fr,zh;q=0.3,*;q=0.5", "en"],
    ["de-DE,de", "en"],
    ["zh;q=0", "en"],
    ["zh;q=nonsense", "zh"],
    [";;;,,,q=", "en"],
    [`${"x,".repeat(10_000)}zh`, "en"],
  ] as const)("%j prefers %s", (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
