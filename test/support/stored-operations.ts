/** The documents of `schema/operations`, as a client would send them: one operation with the fragments it uses. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DefinitionNode, Kind, parse, print, separateOperations } from "graphql";

const FOLDER = join(import.meta.dirname, "../../schema/operations");

const definitions = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".graphql"))
  .flatMap((name): readonly DefinitionNode[] => parse(readFileSync(join(FOLDER, name), "utf8")).definitions);

const operations = separateOperations({ kind: Kind.DOCUMENT, definitions });

/** @throws Error when no file has an operation of that name. */
export const storedOperation = (name: string): string => {
  const document = operations[name];
  if (!document) throw new Error(`schema/operations has no operation ${name}`);
  return print(document);
};
