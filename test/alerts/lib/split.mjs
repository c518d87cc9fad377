// What tuning may look at, and what it may not. Written before any threshold was tried, and not changed since: thresholds were chosen on
// the first half alone. Each incident has variants; those of `evaluation` differ in how they go about it, not only in numbers.
/** Two weeks in which detectors learn, then the month that is measured. */
export const RUN_IN_DAYS = 14;
export const MEASURED_DAYS = 30;
export const PEOPLE = 500;

export const TUNING = {
  seeds: [11, 12, 13],
  variants: [
    'first-use: a stolen token reads a server of another department',
    'volume: ten times the pace for an hour',
    'volume: a slow drain over a working day',
    'result-size: whole tables in an hour',
    'unusual-hour: three in the morning',
    'refusals: one server, tool by tool',
    'sweep: every tool of two servers in ten minutes',
    'arguments: a key in four calls',
    'decoy: called once',
    'egress: an unknown host, let through',
    'drift: the words of a tool change',
    'checks: from pass to fail',
    'connection: half an hour of errors',
  ],
};

export const EVALUATION = {
  seeds: [4711, 4712, 4713, 4714, 4715],
  variants: [
    'first-use: an agent is led to a server that is not its own',
    'first-use: somebody of operations looks into the books',
    'volume: bursts of ten minutes through an afternoon',
    'volume: an agent in a loop at its own hour',
    'volume: a new session for each dozen of calls',
    'result-size: a few very large answers',
    'result-size: much more with each call, at the usual pace',
    'unusual-hour: on a Sunday night',
    'unusual-hour: an agent at noon',
    'refusals: across servers, a tool of each',
    'refusals: one try every four minutes',
    'sweep: across all servers, a few tools of each',
    'sweep: spread over three hours',
    'arguments: an export, once an hour',
    'decoy: refused, by an agent',
    'egress: an unknown host, refused',
    'drift: a tool more',
    'checks: from pass to a warning',
    'connection: four of five calls fail for forty minutes',
    'connection: it does not answer the gateway at night',
  ],
};

/** Of each variant in each month. */
export const EACH = 4;
/** A few seeds and all variants, for every run of the tests. */
export const SHORT = {
  seeds: EVALUATION.seeds.slice(0, 1),
  variants: EVALUATION.variants,
};
