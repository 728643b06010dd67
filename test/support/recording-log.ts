/** A real logger whose lines are kept, for tests on what is logged and what must not be. */
import { Writable } from "node:stream";
import { createLog, type Log } from "../../src/kernel/log.js";

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface RecordingLog {
  readonly log: Log;
  readonly lines: readonly LogLine[];
}

export const createRecordingLog = (): RecordingLog => {
  const lines: LogLine[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as LogLine);
      done();
    },
  });
  return { log: createLog("trace", destination), lines };
};
