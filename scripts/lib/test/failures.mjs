// What failed, by name: the closing lines of a run name it, since of a long log only its end may be at hand.
import { readFileSync } from 'node:fs';

const MAX_NAMED = 30;
const MAX_LENGTH = 300;

/** The first lines of what a failed case says, on one line. */
const short = text =>
  String(text ?? '')
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH);

const line = (where, why) => {
  const said = short(why);
  return said ? `${short(where)}: ${said}` : short(where);
};

const named = lines => {
  const found = [...new Set(lines)];
  const more = found.length - MAX_NAMED;
  return more > 0 ? [...found.slice(0, MAX_NAMED), `and ${more} more`] : found;
};

const fileOf = path => path.split(/[\\/]/).slice(-2).join('/');

/** @param {object} report Jest's `--json` report */
export function jestFailures({ testResults }) {
  return named(
    testResults.flatMap(({ name, message, status, assertionResults }) => {
      const failed = assertionResults.filter(one => one.status === 'failed');
      if (status === 'failed' && failed.length === 0)
        return [line(fileOf(name), message)];
      return failed.map(({ fullName, failureMessages }) =>
        line(`${fileOf(name)} › ${fullName}`, failureMessages[0]),
      );
    }),
  );
}

/**
 * @param {object} report Playwright's JSON report
 * @returns `unsteady`: what went well at the second attempt
 */
export function playwrightFailures({ suites = [], errors = [] }) {
  const specs = suites.flatMap(function all(suite) {
    return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(all)];
  });
  const said = wanted =>
    specs.flatMap(({ ok, file, title, tests }) => {
      const failed = tests
        .flatMap(one => one.results)
        .find(({ status }) =>
          ['failed', 'timedOut', 'interrupted'].includes(status),
        );
      const is = ok ? failed && 'unsteady' : 'failed';
      return is === wanted
        ? [line(`${file} › ${title}`, failed?.error?.message)]
        : [];
    });
  return {
    failures: named([
      ...said('failed'),
      ...errors.map(({ message }) => line('outside of any test', message)),
    ]),
    unsteady: named(said('unsteady')),
  };
}

/** @param {string} path the output of Node's own test runner */
export function nodeTestFailures(path) {
  const text = readFileSync(path, 'utf8');
  return named(
    [...text.matchAll(/^\s*✖ (.+) \([\d.]+ms\)/gm)].map(([, name]) =>
      line(name),
    ),
  );
}
