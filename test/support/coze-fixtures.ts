/** Samples of Coze's wire under `test/fixtures/coze`; the first line of each says where it comes from. */
import { readFileSync } from "node:fs";

export const STREAM_FIXTURES = [
  "oss-text",
  "oss-variables",
  "oss-parallel",
  "oss-old-text",
  "oss-question",
  "oss-input",
  "oss-error",
  "oss-plain-error",
  "hosted-text",
  "hosted-question",
] as const;

export type StreamFixture = (typeof STREAM_FIXTURES)[number];

export const cozeFixture = (file: string): Buffer => readFileSync(new URL(`../fixtures/coze/${file}`, import.meta.url));

export const streamFixture = (name: StreamFixture): Buffer => cozeFixture(`${name}.sse`);
