// Which attempts to leave loopback fail a run: all but the few that are named here.

/** Programs of this group are the browser: what it does by itself is told apart from what the product does. */
export const BROWSER_GROUP = 61107;

/**
 * What may be tried, and why.
 * @type {{who?: 'browser', what: string, to: RegExp, why: string}[]}
 */
export const EXCEPTIONS = [];

const isBrowser = ({ gid }) => gid === BROWSER_GROUP;

const isException = attempt =>
  EXCEPTIONS.some(
    ({ who, what, to }) =>
      (who !== 'browser' || isBrowser(attempt)) &&
      what === attempt.what &&
      to.test(attempt.to),
  );

function nameOf(attempt) {
  if (isBrowser(attempt)) return 'the browser';
  if (attempt.who) return attempt.who;
  return attempt.uid === undefined
    ? 'somebody'
    : `a process of user ${attempt.uid}`;
}

/** One line for each attempt that fails a run; none when all is well. */
export const forbiddenAttempts = attempts =>
  attempts
    .filter(attempt => !isException(attempt))
    .map(
      attempt =>
        `${attempt.what} to ${attempt.to}, ${attempt.count} times, by ${nameOf(
          attempt,
        )}`,
    );
