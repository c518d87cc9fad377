const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

/** What became of all rounds and calls, and what was wrong. */
export function summarizeFaults(run) {
  const { results, calls, orphans, left, failures } = run;
  const kinds = Object.fromEntries(
    run.kinds.map(kind => {
      const of = results.filter(one => one.kind === kind);
      const times = of.map(({ ms }) => ms);
      return [
        kind,
        {
          rounds: of.length,
          killed: of.filter(({ killed }) => killed).length,
          medianMs: Math.round(median(times) ?? 0),
          slowestMs: Math.round(Math.max(0, ...times)),
        },
      ];
    }),
  );
  const outcomes = {};
  for (const { outcome, wasKilled } of calls) {
    const name =
      outcome === 'broken' && wasKilled ? 'brokenWithItsGateway' : outcome;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  const reasons = {};
  for (const { outcome, detail } of calls)
    if (outcome === 'refused') reasons[detail] = (reasons[detail] ?? 0) + 1;
  const bad = calls.filter(
    ({ outcome, wasKilled }) =>
      ['hung', 'wrong'].includes(outcome) ||
      (outcome === 'broken' && !wasKilled),
  );
  return {
    rounds: results.length,
    kinds,
    calls: { all: calls.length, ...outcomes },
    reasons,
    failures: [
      ...failures,
      ...(bad.length > 0
        ? [
            `${bad.length} calls ended badly, the first: ${JSON.stringify(
              bad[0],
            )}`,
          ]
        : []),
      ...(orphans.length > 0 ? [`orphans at the end: ${orphans}`] : []),
      ...Object.entries(left)
        .filter(([, list]) => list.length > 0)
        .map(
          ([what, list]) =>
            `${list.length} ${what} left over, the first: ${list[0]}`,
        ),
    ],
  };
}
