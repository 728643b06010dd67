/**
 * A headless Chromium that cannot reach outside: found on PATH, else installed with apt-get (Debian, root), else a
 * sentence that says what to do.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { findProgram } from "./server-binaries.js";

const run = promisify(execFile);

const look = (): string | undefined => findProgram("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");

/** @throws Error with a sentence that says what to install or which variable to set. */
export const chromiumProgram = async (): Promise<string> => {
  const found = process.env.TEST_CHROMIUM ?? look() ?? ((await aptInstall()) ? look() : undefined);
  if (found) return found;
  throw new Error(
    "The browser tests need Chromium, which is not on PATH. Install it (Debian and Ubuntu: apt-get install chromium), " +
      "or set TEST_CHROMIUM to the path of a Chromium or Chrome.",
  );
};

export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await chromiumProgram(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });

/** Refuses every request that leaves this machine; the returned list fills with their addresses. */
export const cutOff = async (context: BrowserContext): Promise<string[]> => {
  const refused: string[] = [];
  await context.route(
    (url) => !["127.0.0.1", "localhost"].includes(url.hostname) && url.protocol.startsWith("http"),
    async (route) => {
      refused.push(route.request().url());
      await route.abort("internetdisconnected");
    },
  );
  return refused;
};

/** Whether the package is there afterwards. */
const aptInstall = async (): Promise<boolean> => {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version") || !findProgram("apt-get")) return false;
  console.log("Installing chromium with apt-get for the browser tests …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=120"];
  try {
    await run("apt-get", [...wait, "-qq", "update"], { env });
    await run("apt-get", [...wait, "-qq", "-y", "--no-install-recommends", "install", "chromium"], { env, maxBuffer: 2 ** 26 });
    return true;
  } catch (error) {
    console.error(`apt-get could not install chromium: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};
