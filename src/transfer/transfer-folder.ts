/**
 * The documents on disk: `<folder>/<key>.yaml` for each ability, `<folder>/environments/<name>.yaml` for what differs
 * between environments. Files are replaced as a whole, so that a cut never leaves half of one.
 */
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseDocument, stringify } from "yaml";
import { isJsonObject, type JsonValue } from "../kernel/json.js";
import { type AbilityDocument, type Place, type Places, problemOf } from "./ability-document.js";

/** A file that cannot be used; the message says which, why and what to do. */
export class TransferError extends Error {}

export interface TransferFolder {
  /** Of these keys, or all. @throws TransferError */
  documents(keys: ReadonlySet<string>): Promise<AbilityDocument[]>;
  writeDocument(document: AbilityDocument): Promise<void>;
  /** Empty when the environment has no file yet. @throws TransferError */
  places(): Promise<Places>;
  writePlaces(places: Places): Promise<void>;
}

const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** Larger files are not what anybody reviewed. */
const MAX_BYTES = 5_000_000;

export const openFolder = (folder: string, environment: string): TransferFolder => {
  if (!ENVIRONMENT.test(environment)) throw new TransferError(`${JSON.stringify(environment)} is no name of an environment`);
  const placesFile = join(folder, "environments", `${environment}.yaml`);
  return {
    async documents(keys) {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".yaml")).sort();
      const found = await Promise.all(names.map((name) => readAbility(join(folder, name))));
      const missing = [...keys].find((key) => !found.some((document) => document.key === key));
      if (missing !== undefined) throw new TransferError(`${join(folder, `${missing}.yaml`)} does not exist`);
      return found.filter(({ key }) => keys.size === 0 || keys.has(key));
    },
    writeDocument: (document) => replaceFile(folder, `${document.key}.yaml`, textOf(document)),
    places: () => readPlaces(placesFile),
    writePlaces: (places) => replaceFile(join(folder, "environments"), `${environment}.yaml`, textOf({ abilities: places })),
  };
};

const textOf = (value: unknown): string => stringify(value, { lineWidth: 120, aliasDuplicateObjects: false });

const readAbility = async (file: string): Promise<AbilityDocument> => {
  const document = await readYaml(file);
  const problem = problemOf(document);
  if (problem) throw new TransferError(`${file} ${problem}`);
  const { key, ability, form, mapping = null } = document as unknown as AbilityDocument;
  if (basename(file) !== `${key}.yaml`) throw new TransferError(`${file} describes the ability ${key}: name it ${key}.yaml`);
  return { key, ability, form, mapping };
};

const readPlaces = async (file: string): Promise<Places> => {
  const document = await readYaml(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return { abilities: {} };
    throw error;
  });
  const abilities = isJsonObject(document) ? document.abilities : undefined;
  if (!isJsonObject(abilities)) throw new TransferError(`${file} needs an entry abilities`);
  for (const [key, place] of Object.entries(abilities)) checkPlace(file, key, place);
  return abilities as Record<string, Place>;
};

const checkPlace = (file: string, key: string, place: JsonValue): void => {
  const isText = (name: string) => !isJsonObject(place) || place[name] === undefined || typeof place[name] === "string";
  if (isJsonObject(place) && ["connection", "workflowId", "base"].every(isText)) return;
  throw new TransferError(`${file}: connection, workflowId and base of ${key} must be texts (put ids of digits into quotes)`);
};

/** Plain data only: no tags, no anchors that multiply. */
const readYaml = async (file: string): Promise<JsonValue> => {
  const text = await readFile(file, "utf8");
  if (text.length > MAX_BYTES) throw new TransferError(`${file} is larger than ${MAX_BYTES} bytes`);
  const document = parseDocument(text, { schema: "core", uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) throw new TransferError(`${file}: ${problem.message}`);
  try {
    return document.toJS({ maxAliasCount: 0 }) as JsonValue;
  } catch (error) {
    throw new TransferError(`${file} uses anchors and aliases: write the values out`, { cause: error });
  }
};

const replaceFile = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${name}.${process.pid}.new`);
  await writeFile(draft, text, { mode: 0o644 });
  await rename(draft, join(folder, name));
};
