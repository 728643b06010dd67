import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { EXPLORER_SAMPLES } from "../../src/http/explorer-samples.js";

const read = (path: string): string => readFileSync(new URL(`../../schema/${path}`, import.meta.url), "utf8");
const schema = buildSchema(read("schema.graphql"));

describe("documents we hand out", () => {
  test.each(EXPLORER_SAMPLES.map(({ query }) => [/(query|mutation|subscription) \w+/.exec(query)?.[0] ?? "", query]))(
    "the explorer's %s fits the schema",
    (_, query) => {
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
    },
  );

  test("every mutation among the operations asks for DomainError (rule 21)", () => {
    const operations = readdirSync(new URL("../../schema/operations", import.meta.url)).map((file) => read(`operations/${file}`));
    const mutations = operations
      .join("\n")
      .split(/^(?=mutation )/m)
      .slice(1);
    expect(mutations.length).toBeGreaterThan(5);
    expect(operations.join("\n")).toContain("fragment Refusal on DomainError");
    for (const mutation of mutations) expect(mutation).toContain("...Refusal");
  });
});
