// The closing table and counts. The last line is for machines too: `N passed, N failed[, N skipped]`.
import { MAX_UNSTEADY } from './secondAttempt.mjs';

const seconds = ms => `${Math.round(ms / 1000)} s`;

/** One line per suite as it ends. */
export function suiteLine({ name, state, passed, failed, skipped, ms, note }) {
  const mark = { passed: 'ok    ', failed: 'FAILED', 'not run': 'NOT RUN' }[
    state
  ];
  const counts =
    state === 'not run'
      ? ''
      : [
          `${passed} passed`,
          failed && `${failed} failed`,
          skipped && `${skipped} skipped`,
          seconds(ms),
        ]
          .filter(Boolean)
          .join(', ');
  return `${mark.padEnd(8)}${name.padEnd(12)}${counts}${
    note ? `${counts ? '  ' : ''}(${note})` : ''
  }`;
}

/**
 * A suite that did not run is never among the passed: it is skipped, and where nobody watches (CI) it is a failure.
 * @returns {{text: string, failed: number}}
 */
export function closing(results, { ci, ms }) {
  const notRun = results.filter(({ state }) => state === 'not run');
  const sum = key =>
    results.reduce((total, result) => total + (result[key] ?? 0), 0);
  const passed = sum('passed');
  // What the product itself does without is skipped there, too.
  const missing = ci ? notRun.filter(({ isOptional }) => !isOptional) : [];
  const unsteady = results.flatMap(({ name, unsteady: cases = [] }) =>
    cases.map(one => `UNSTEADY in ${name}: ${one}`),
  );
  const failed =
    sum('failed') + missing.length + Number(unsteady.length > MAX_UNSTEADY);
  const skipped = sum('skipped') + notRun.length - missing.length;
  const lines = [
    '',
    ...results.map(suiteLine),
    '',
    `Whole run: ${seconds(ms)}`,
  ];
  for (const { name, failures = [] } of results)
    lines.push(...failures.map(failure => `FAILED in ${name}: ${failure}`));
  lines.push(...unsteady);
  if (unsteady.length > MAX_UNSTEADY)
    lines.push(
      `FAILED: more than ${MAX_UNSTEADY} tests needed a second attempt`,
    );
  if (notRun.length)
    lines.push(
      `NOT RUN: ${notRun
        .map(({ name, note }) => `${name}: ${note}`)
        .join('; ')}`,
    );
  lines.push(
    `${passed} passed, ${failed} failed${
      skipped ? `, ${skipped} skipped` : ''
    }`,
  );
  return { text: lines.join('\n'), failed };
}
