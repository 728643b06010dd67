/**
 * The order of the test files of a run, whose workers keep what they loaded from file to file. First come those that
 * measure their own process, while it is fresh; then rooms whose suites mostly wait for processes, leases and outages,
 * so that the quick ones fill the time beside them and no worker is left alone with a long one at the end.
 */
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** They look at the memory of the process or the delay of its event loop, or count what it can do in a moment. */
const MEASURING = ["rooms/expressions.test.ts", "rooms/queue.test.ts", "pure/form-bounds.test.ts", "pure/form-limits.test.ts"];

/** Folders of test/ from the longest waits to none; others come last. */
const ROOMS = ["faults", "journeys", "browser", "deploy", "rooms", "wire", "pure"];

export class WaitsFirst extends BaseSequencer {
  /** Within a room as vitest has it: what took longest in the run before comes first, else what is largest. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const file = relative(`${this.ctx.config.root}/test`, moduleId);
      if (MEASURING.includes(file)) return -1;
      const found = ROOMS.indexOf(file.split("/")[0] ?? "");
      return found === -1 ? ROOMS.length : found;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
