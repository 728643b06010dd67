/** A site below a temporary root as `apply` leaves its files, and the faults that a test gives it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { COMPONENTS } from "../../scripts/deploy/components/catalogue.js";
import type { Context } from "../../scripts/deploy/contract/step.js";
import { PLAIN_SYSTEMCTL } from "./plain-services.js";
import { contextOf } from "./site-parts.js";

const secretsOfSite = (): Record<string, string> =>
  Object.fromEntries(
    COMPONENTS.flatMap(({ variables }) => variables)
      .filter(({ make }) => make !== undefined)
      .map(({ key, make }, index) => [key, `${index}${"abcdef0123456789".repeat(8)}`.slice(0, make?.length)]),
  );

/** A site below a temporary root with every rendered file written, as after `apply`. */
export const rendered = async (variables: Record<string, string> = {}): Promise<Context> => {
  const root = await mkdtemp(join(tmpdir(), "coze-symptoms-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const urls = { STUDIO_URL: "https://studio.test", LOOP_URL: "https://loop.test", GATEWAY_URL: "https://abilities.test" };
  const context = contextOf(COMPONENTS, {
    root,
    systemctl: PLAIN_SYSTEMCTL,
    variables: { ...urls, ...variables },
    secrets: secretsOfSite(),
  });
  for (const component of COMPONENTS)
    for (const { path, content, mode } of component.describe(context.site).files) await put(path, content, mode);
  return context;
};

/** Writes a file, its folder included. */
export const put = async (path: string, content: string, mode = 0o644): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode });
};

/** Replaces what a file holds. @throws Error when it holds no such thing: the fault would be none. */
export const change = async (path: string, from: RegExp, to: string): Promise<void> => {
  const before = await readFile(path, "utf8");
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} does not hold ${from}`);
  await writeFile(path, after);
};

/** A small HTTP server for one test. @returns its port, as site.env says it. */
export const server = async (listener: RequestListener): Promise<string> => {
  const http = createServer(listener);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return String((http.address() as AddressInfo).port);
};
