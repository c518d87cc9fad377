/**
 * What a server over standard input and output cannot pass, by revision and scenario: the checks that fail, and why. Everything
 * else of the scenario passes, and everything that is not here.
 */
export const EXPLAINED = {
  '2025-11-25': {},
  '2026-07-28': {
    'server-stateless': {
      why: 'Statuses and headers are of HTTP: a server over stdio answers with errors of JSON-RPC alone, which the gateway hands on with status 200; and without a header the SDK takes a request without an envelope for one of the session era (-32022 instead of -32602).',
      checks: [
        'sep-2575-http-server-meta-invalid-400',
        'sep-2575-http-server-method-not-found-404-initialize',
        'sep-2575-http-server-method-not-found-404-logging-setlevel',
        'sep-2575-http-server-method-not-found-404-ping',
        'sep-2575-http-server-method-not-found-404-resources-subscribe',
        'sep-2575-http-server-method-not-found-404-resources-unsubscribe',
        'sep-2575-missing-capability-http-400',
        'sep-2575-request-meta-invalid-missing-meta',
        'sep-2575-request-meta-invalid-missing-protocol-version',
      ],
    },
  },
};

/** The ids of the checks that failed, by scenario. */
export const failedChecks = scenarios =>
  Object.fromEntries(
    Object.entries(scenarios)
      .filter(([, { failures }]) => failures.length > 0)
      .map(([scenario, { failures }]) => [
        scenario,
        [...new Set(failures.map(text => text.split(': ')[0]))].sort(),
      ]),
  );
