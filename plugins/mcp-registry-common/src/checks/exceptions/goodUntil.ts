const AT_ONCE = new Date(0).toISOString();

/**
 * Until when what a version was approved on holds. Pure. Each finding that was accepted needs an exception; of several the longest
 * counts, and of all findings the first to run out.
 *
 * @param findings - ids of the findings that were accepted.
 * @param exceptions - that were approved for the version and not taken back, whether their time is over or not.
 * @returns absent where nothing was accepted; long ago where something is accepted no more.
 */
export function goodUntil(
  findings: readonly string[],
  exceptions: readonly { findingId: string; expiresAt: string }[],
): string | undefined {
  const ends = findings.map(id =>
    exceptions
      .filter(({ findingId }) => findingId === id)
      .map(({ expiresAt }) => expiresAt)
      .reduce((a, b) => (a > b ? a : b), AT_ONCE),
  );
  return ends.length === 0 ? undefined : ends.reduce((a, b) => (a < b ? a : b));
}
