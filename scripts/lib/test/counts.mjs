// What a test runner's own report says about its cases. A report that is missing or empty is never "passed".
import { readFileSync } from 'node:fs';
import {
  jestFailures,
  nodeTestFailures,
  playwrightFailures,
} from './failures.mjs';

const readJson = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Jest's `--json` report. A suite that could not even be loaded counts as one failure. */
export function jestCounts(path) {
  const report = readJson(path);
  if (!report) return undefined;
  const names = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed');
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    onPostgres: names.filter(({ fullName }) => /POSTGRES_\d+/.test(fullName))
      .length,
    failures: jestFailures(report),
  };
}

/** Playwright's JSON report. Errors outside of any test (a stack that did not start) count as failures. */
export function playwrightCounts(path) {
  const report = readJson(path);
  if (!report) return undefined;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const { failures, unsteady } = playwrightFailures(report);
  return {
    passed: expected + flaky,
    failed: unexpected + (unexpected ? 0 : report.errors.length),
    skipped,
    failures,
    unsteady,
  };
}

/** The closing lines of Node's own test runner ("# pass 3"). */
export function nodeTestCounts(path) {
  const text = readFileSync(path, 'utf8');
  const last = word => {
    const found = [
      ...text.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'gm')),
    ].pop();
    return found ? Number(found[1]) : undefined;
  };
  const passed = last('pass');
  if (passed === undefined) return undefined;
  return {
    passed,
    failed: last('fail') + last('cancelled'),
    skipped: last('skipped') + last('todo'),
    failures: nodeTestFailures(path),
  };
}
