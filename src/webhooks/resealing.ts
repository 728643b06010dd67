/**
 * Seals the secrets of webhooks with the key of today: those that a former key sealed, and those that were stored before
 * there was one. Behind that a former key is not needed any more.
 */
import type { Database, Transaction } from "../db/database.js";
import { execute, placeholders, selectRows } from "../db/sql.js";
import type { Log } from "../kernel/log.js";
import { keyNameOf, type SecretBox } from "../kernel/secret-box.js";

export interface Resealing {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly log: Log;
}

/** Rows per commit, and commits per round: a round holds nobody up for long, and the next one goes on. */
const BATCH = 200;
const MAX_BATCHES = 20;

interface SecretRow {
  readonly id: string;
  readonly secret: string;
  readonly previous_secret: string | null;
}

export const resealSecrets = async (deps: Resealing): Promise<void> => {
  const { database, secrets, log } = deps;
  const { current, former } = secrets.keyNames();
  if (current === null) return;
  const fate = { sealed: 0, unreadable: 0 };
  let found: SecretRow[] = [];
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    found = await outdated(database, former);
    const resealed = found.map((row) => ({ row, ...reseal(deps, row, current) }));
    await database.transaction(async (tx) => {
      for (const one of resealed) await write(tx, one);
    });
    for (const { kind } of resealed) if (kind !== "current") fate[kind] += 1;
    if (found.length < BATCH) break;
  }
  if (fate.sealed > 0)
    log.info({ secrets: fate.sealed, more: found.length === BATCH }, "secrets of webhooks are sealed with the key of today");
  if (fate.unreadable > 0)
    log.error(
      { secrets: fate.unreadable },
      "secrets of webhooks cannot be opened with any key: name it in SECRETS_KEY_PREVIOUS, or rotate them",
    );
};

/** Those that can be opened, if the key is what it is called; and those of which nobody said yet. */
const outdated = (database: Database, former: readonly string[]): Promise<SecretRow[]> => {
  const named = former.length === 0 ? "" : ` OR sealed_with IN (${placeholders(former.length)})`;
  const sql = `SELECT id, secret, previous_secret FROM webhooks WHERE sealed_with IS NULL${named} LIMIT ?`;
  return database.read((manager) => selectRows<SecretRow>(manager, sql, [...former, BATCH]));
};

interface Resealed {
  readonly kind: "current" | "sealed" | "unreadable";
  readonly secret: string;
  readonly previousSecret: string | null;
  /** Never what leads here again at once: an unknown key's own name, so that it is found when that key is told. */
  readonly sealedWith: string | null;
}

const DAMAGED = "damaged";

const reseal = ({ secrets }: Resealing, { secret, previous_secret }: SecretRow, current: string): Resealed => {
  const name = keyNameOf(secret);
  if (name === current) return { kind: "current", secret, previousSecret: previous_secret, sealedWith: current };
  const sealed = resealed(secrets, secret);
  if (sealed === undefined) {
    const known = name === null || secrets.keyNames().former.includes(name);
    return { kind: "unreadable", secret, previousSecret: previous_secret, sealedWith: known ? DAMAGED : name };
  }
  const previousSecret = previous_secret === null ? null : (resealed(secrets, previous_secret) ?? previous_secret);
  return { kind: "sealed", secret: sealed, previousSecret, sealedWith: keyNameOf(sealed) };
};

/** With the key of today; `undefined` when no key opens it. */
export const resealed = (secrets: SecretBox, sealed: string): string | undefined => {
  try {
    return secrets.seal(secrets.open(sealed));
  } catch {
    return undefined;
  }
};

/** A secret that was rotated meanwhile is left alone. */
const write = ({ manager }: Transaction, { row, secret, previousSecret, sealedWith }: Resealed & { row: SecretRow }) =>
  execute(manager, "UPDATE webhooks SET secret = ?, previous_secret = ?, sealed_with = ? WHERE id = ? AND secret = ?", [
    ...[secret, previousSecret, sealedWith, row.id, row.secret],
  ]);
