import "reflect-metadata";
/** What must never stand in a log line, whatever kind of error carries it there. */
import { AxiosError, AxiosHeaders } from "axios";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "../../src/kernel/errors.js";
import { describeEachDatabase } from "../support/database-matrix.js";
import { openTestDatabase } from "../support/open-database.js";
import { createRecordingLog } from "../support/recording-log.js";

const SECRET = "what-nobody-may-read";

describeEachDatabase("the log", (makeUrl) => {
  test("names the statement that failed, and none of the values bound to it", async () => {
    const { db } = await openTestDatabase(await makeUrl());
    onTestFinished(() => db.close());
    await db.transaction(({ manager }) => manager.query("CREATE TABLE things (id INTEGER PRIMARY KEY, text VARCHAR(99) NOT NULL)"));
    const failure = await db
      .transaction(({ manager }) => manager.query("INSERT INTO things (id, text) VALUES (?, ?), (?, ?)", [1, SECRET, 2, null]))
      .catch((error: unknown) => error);
    const { log, lines } = createRecordingLog();
    log.error({ err: failure }, "as it is");
    log.error({ err: new AppError("INTERNAL", { cause: failure }) }, "as a cause");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ err: { query: expect.stringContaining("INSERT INTO things") } });
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });
});

test("an error of the HTTP client shows neither its headers nor its body", () => {
  const config = { headers: new AxiosHeaders({ Authorization: `Bearer ${SECRET}` }), data: SECRET };
  const failure = new AxiosError("socket hang up", "ECONNRESET", config, { secret: SECRET });
  const { log, lines } = createRecordingLog();
  log.error({ err: failure }, "as it is");
  log.error({ err: new AppError("ENGINE_UNREACHABLE", { cause: failure }) }, "as a cause");
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});
