/**
 * `npm run abilities -- export | diff | import`: abilities, forms and mappings between environments, as files that are
 * reviewed like code. Reads and writes through the gateway's own API, so its permissions, checks and audit log count.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { fingerprintOf, type LiveAbility, type Place, type Places } from "./ability-document.js";
import { openFolder, TransferError, type TransferFolder } from "./transfer-folder.js";
import { openGateway, type TransferGateway } from "./transfer-gateway.js";
import { planOf, type Step } from "./transfer-plan.js";

export const TRANSFER_USAGE = `Usage: npm run abilities -- <export | diff | import> [KEY ...] --environment NAME [options]
  export   write what the environment has into files
  diff     show what an import would change; exit code 1 when there is something
  import   show it, and with --apply do it; what was changed there meanwhile is refused
Options:
  --environment NAME   whose values are in <folder>/environments/NAME.yaml
  --url URL            the gateway of the environment (http://127.0.0.1:4000)
  --token-file FILE    with an admin's token; absent = development sign-in on this machine
  --folder DIR         where the files are (abilities)
  --apply              import: do it
  --overwrite KEY      import: also when it was changed there meanwhile; may be repeated`;

/** @param say writes a line for people. @returns the exit code: 0 fine · 1 there are differences, or something was refused · 2 it cannot be done. */
export const runTransferCommand = async (args: readonly string[], say: (line: string) => void): Promise<number> => {
  const options = readOptions(args);
  if (!options) {
    say(TRANSFER_USAGE);
    return 2;
  }
  try {
    return await run(options, say);
  } catch (error) {
    if (!(error instanceof TransferError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    say((error as Error).message);
    return 2;
  }
};

const ACTIONS = ["export", "diff", "import"] as const;

interface Options {
  readonly action: (typeof ACTIONS)[number];
  readonly keys: ReadonlySet<string>;
  readonly environment: string;
  readonly url: string;
  readonly tokenFile?: string;
  readonly folder: string;
  readonly apply: boolean;
  readonly overwrite: ReadonlySet<string>;
}

const readOptions = (args: readonly string[]): Options | undefined => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        environment: { type: "string" },
        url: { type: "string", default: "http://127.0.0.1:4000" },
        "token-file": { type: "string" },
        folder: { type: "string", default: "abilities" },
        apply: { type: "boolean", default: false },
        overwrite: { type: "string", multiple: true, default: [] },
      },
    });
    const [name, ...keys] = positionals;
    const action = ACTIONS.find((one) => one === name);
    const { environment, url, folder, apply } = values;
    if (!action || !environment || !URL.canParse(url)) return undefined;
    const tokenFile = values["token-file"];
    return {
      ...{ action, environment, url, folder, apply, keys: new Set(keys), overwrite: new Set(values.overwrite) },
      ...(tokenFile !== undefined && { tokenFile }),
    };
  } catch {
    return undefined;
  }
};

const run = async (options: Options, say: (line: string) => void): Promise<number> => {
  const token = options.tokenFile === undefined ? undefined : (await readFile(options.tokenFile, "utf8")).trim();
  const gateway = openGateway({ url: options.url, ...(token !== undefined && { token }) });
  const folder = openFolder(options.folder, options.environment);
  if (options.action === "export") return exportAll({ gateway, folder }, options, say);
  const places = await folder.places();
  const documents = await folder.documents(options.keys);
  const live = await gateway.read(options.keys);
  const steps = planOf({ documents, places, live, overwrite: options.overwrite });
  for (const step of steps) tell(step, say);
  for (const key of live.keys()) if (!documents.some((document) => document.key === key)) say(`  only there  ${key}`);
  const open = steps.filter(({ kind }) => kind !== "SAME");
  if (options.action === "diff") return open.length > 0 ? 1 : 0;
  if (steps.some(({ kind }) => kind === "REFUSED")) {
    say("Nothing was changed: settle what is refused first, or name the keys to import.");
    return 1;
  }
  if (open.length === 0) say("Nothing to do.");
  else if (!options.apply) say(`Nothing was changed yet: ${open.length} to do with --apply.`);
  if (options.apply) await apply({ gateway, folder, places }, steps, say);
  return 0;
};

interface Sides {
  readonly gateway: TransferGateway;
  readonly folder: TransferFolder;
}

const exportAll = async ({ gateway, folder }: Sides, { keys, environment }: Options, say: (line: string) => void): Promise<number> => {
  const live = await gateway.read(keys);
  const missing = [...keys].find((key) => !live.has(key));
  if (missing !== undefined) throw new TransferError(`${environment} has no ability ${missing}`);
  let places = await folder.places();
  for (const [key, ability] of live) {
    await folder.writeDocument(ability.document);
    places = { ...places, [key]: placeOf(ability) };
    say(`  exported    ${key}${ability.draft ? " (the published mapping; a draft is open)" : ""}`);
  }
  await folder.writePlaces(places);
  return 0;
};

const placeOf = ({ document, place }: LiveAbility) => ({ ...place, base: fingerprintOf(document, place) });

/** One after the other; what was done is written down at once, so that a cut repeats nothing. */
const apply = async ({ gateway, folder, places }: Sides & { places: Places }, steps: readonly Step[], say: (line: string) => void) => {
  let known = places;
  const keep = async (key: string, place: Place, base: string): Promise<void> => {
    if (known[key]?.base === base) return;
    known = { ...known, [key]: { ...place, base } };
    await folder.writePlaces(known);
  };
  for (const { kind, key, document, place, live } of steps) {
    const base = fingerprintOf(document, place);
    if (kind === "SAME") {
      await keep(key, place, base);
      continue;
    }
    // What is there between the two halves, in case the second is refused.
    const half = { ...document, mapping: live?.document.mapping ?? null };
    const revision = await gateway.write({
      document,
      place,
      live,
      halfway: () => keep(key, place, fingerprintOf(half, live?.place ?? {})),
    });
    const there = (await gateway.read(new Set([key]))).get(key);
    // Somebody who has changed it since is not to be overwritten by the next import.
    await keep(key, place, there?.revision === revision ? fingerprintOf(there.document, there.place) : base);
    say(`  done        ${key}`);
  }
};

const WORDS = { CREATE: "create  ", UPDATE: "update  ", SAME: "same    ", REFUSED: "REFUSED " } as const;
const MAX_SHOWN = 160;

const tell = ({ kind, key, changes, reason }: Step, say: (line: string) => void): void => {
  say(`  ${WORDS[kind]}    ${key}${reason ? `: ${reason}` : ""}`);
  if (kind === "SAME" || kind === "CREATE") return;
  for (const change of changes) {
    const before = "before" in change ? shown(change.before) : "–";
    const after = "after" in change ? shown(change.after) : "–";
    say(`      ${change.pointer || "/"}: ${before} → ${after}`);
  }
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "–";
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
};
