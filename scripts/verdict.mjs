/**
 * The last words of .ci/run: reads vitest's JSON report and the exit codes of checks and tests, prints what went wrong
 * in sentences, and ends with one plain line, `N passed, N failed`, for readers that know no vitest.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { checks: { type: "string", default: "0" }, tests: { type: "string", default: "0" } },
  allowPositionals: true,
});
const { passed, failed } = countsOf(positionals[0]);

if (values.checks !== "0") console.log("npm run check failed: see above.");
if (values.tests !== "0") console.log(`npm test ended with exit code ${values.tests}: see above.`);
if (passed + failed === 0) console.log("No test ran, which counts as a failure.");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = values.checks === "0" && values.tests === "0" && failed === 0 && passed > 0 ? 0 : 1;

/** A file that breaks before its first test has no failed test in the report; it counts as one. */
function countsOf(reportFile) {
  const report = readReport(reportFile);
  if (report === undefined) return { passed: 0, failed: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // vitest ended before it could write one
  }
}
