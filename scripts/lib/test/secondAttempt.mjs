// What failed is tried once more, alone: a test that lost a race against a busy machine is told apart from one that found something.
// It is named in the closing lines either way, and more than a few of them fail the run.
import { readFileSync } from 'node:fs';

/** More files than these did not fail by chance. */
export const MAX_FILES_AGAIN = 4;
/** So many tests of one run may need a second attempt. */
export const MAX_UNSTEADY = 4;

/**
 * The counts of a suite of which some files were run again.
 * @param {object} first the counts of the whole
 * @param {object | undefined} second those of the files that had failed; absent: they said nothing
 */
export function afterSecond(first, second) {
  // Whatever kept the second from saying anything, the first stands.
  if (!first.failures || !second?.failures) return first;
  if (second.passed + second.failed === 0) return first;
  const still = new Set(second.failures.map(nameOf));
  return {
    ...first,
    passed: first.passed + Math.max(0, first.failed - second.failed),
    failed: second.failed,
    failures: second.failures,
    unsteady: first.failures.filter(failure => !still.has(nameOf(failure))),
  };
}

/** Without what it said, which may be other words each time. */
function nameOf(failure) {
  return failure.split(': ')[0];
}

/** The files of which Node's own runner says that a test in them failed. @param {string} path its output */
export function failedNodeFiles(path) {
  const text = readFileSync(path, 'utf8');
  return [
    ...new Set(
      [...text.matchAll(/^test at (\S+?\.mjs):\d+:\d+$/gm)].map(
        ([, file]) => file,
      ),
    ),
  ];
}

/** The files that failed, as Jest's `--json` report has them. */
export function failedJestFiles(path) {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => name);
}
