// Attempts to leave loopback, for the people who have to find out what calls home. There is no list of exceptions: what the
// browser would ask for by itself is turned off where it is started (playwright.config.ts).

/** Programs of this group are the browser: what it does is told apart from what the product does. */
export const BROWSER_GROUP = 61107;

function nameOf({ gid, uid, who }) {
  if (gid === BROWSER_GROUP) return 'the browser';
  if (who) return who;
  return uid === undefined ? 'somebody' : `a process of user ${uid}`;
}

/** One line for each attempt; each fails a run. */
export const describeAttempts = attempts =>
  attempts.map(
    attempt =>
      `${attempt.what} to ${attempt.to}, ${attempt.count} times, by ${nameOf(
        attempt,
      )}`,
  );
