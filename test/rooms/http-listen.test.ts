import "reflect-metadata";
/** An address that cannot be used is the first thing that goes wrong on somebody's machine: a sentence says what to do. */
import { expect, onTestFinished, test } from "vitest";
import { startTestApp } from "../support/app.js";

test("a port that another program has is refused with the port and what to do", async () => {
  const app = await startTestApp();
  onTestFinished(app.stop);
  const { port } = new URL(app.url);
  const second = startTestApp({ env: { PORT: port } });
  await expect(second).rejects.toMatchObject({ code: "CONFIGURATION_INVALID" });
  await expect(second).rejects.toThrow(`port ${port} on 127.0.0.1 is in use by another program. Set PORT to another one`);
});

test("an address of another machine is refused with the address and what to do", async () => {
  // 192.0.2.0/24 is for examples only (RFC 5737).
  await expect(startTestApp({ env: { HOST: "192.0.2.1" } })).rejects.toThrow("192.0.2.1 is no address of this machine. Set HOST");
});
