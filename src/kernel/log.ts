/** JSON logs (pino). One logger per app, children carry `requestId` and `invocationId`; secrets are cut out by path. */
import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;
export type LogLevel = "silent" | "fatal" | "error" | "warn" | "info" | "debug" | "trace";

const SECRET_PATHS = [
  "authorization",
  "token",
  "password",
  "secret",
  "*.authorization",
  "*.Authorization",
  "*.token",
  "*.password",
  "*.secret",
  "err.config",
  "err.request",
  "err.response",
  "err.cause.config",
  "err.cause.request",
  "err.cause.response",
  // Database errors carry every bound value: forms, results, keys.
  "err.parameters",
  "err.sql",
  "err.driverError",
];

export const createLog = (level: LogLevel, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: "[redacted]" },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
