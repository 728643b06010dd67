/** A token that a step makes for the gateway: a root-only file, and beside it a note until when it is valid. */
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Site } from "../../contract/site.js";
import { readIfThere, writeWhole } from "../../system/files.js";

export type TokenName = "coze-api-token" | "coze-loop-api-token";

const DAY_SECONDS = 86_400;
/** Renewed this long before its end. */
const RENEWAL_DAYS = 30;

export const tokenPath = (site: Site, name: TokenName): string => join(site.paths.etc, "gateway", "credentials", name);
const expiryPath = (site: Site, name: TokenName): string => join(site.paths.records, `${name}-expires`);

export const readToken = async (site: Site, name: TokenName): Promise<string | undefined> =>
  (await readIfThere(tokenPath(site, name)))?.trim() || undefined;

export const writeToken = async (site: Site, name: TokenName, { token, days }: { token: string; days: string }): Promise<void> => {
  const folder = dirname(tokenPath(site, name));
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const expires = days === "permanent" ? -1 : Math.floor(Date.now() / 1000) + Number(days) * DAY_SECONDS;
  await writeWhole(expiryPath(site, name), `${expires}\n`, { mode: 0o600 });
  await writeWhole(tokenPath(site, name), `${token}\n`, { mode: 0o600 });
};

/** Days that it is still valid, as far as we know; undefined for one that never ends or that somebody else made. */
export const daysLeft = async (site: Site, name: TokenName): Promise<number | undefined> => {
  const expires = Number((await readIfThere(expiryPath(site, name)))?.trim() || "-1");
  return expires < 0 ? undefined : Math.floor((expires - Date.now() / 1000) / DAY_SECONDS);
};

/** A token of a day is renewed in its last part, not all the time. */
export const isNearItsEnd = async (site: Site, name: TokenName, days: string): Promise<boolean> => {
  const left = await daysLeft(site, name);
  return left !== undefined && left < Math.min(RENEWAL_DAYS, Number(days) / 2);
};
