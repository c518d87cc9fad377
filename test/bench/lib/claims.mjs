const times = (a, b) => (b > 0 ? `${(a / b).toFixed(2)} ×` : '–');

/** What was aimed at beside what was reached: Must show 3 of the gateway's issue. */
export function claims(summary) {
  const of = (scenario, target) =>
    summary
      .find(one => one.scenario === scenario)
      ?.rows.find(one => one.target === target);
  const at16 = target => of('16 callers', target);
  const at1 = target => of('1 callers', target);
  const ours = at16('Sallyport');
  const plain = at16('pass-through');
  if (!ours || !plain || !at1('direct')) return '';
  const share = ours.throughput / plain.throughput;
  const added = target => at1(target).p50 - at1('direct').p50;
  const peers = summary
    .find(one => one.scenario === '16 callers')
    .rows.filter(
      ({ target }) => !['direct', 'pass-through', 'Sallyport'].includes(target),
    );
  const lines = [
    [
      'throughput at 16 callers beside the pass-through',
      '≥ 60 %',
      `${Math.round(share * 100)} %`,
      share >= 0.6,
    ],
    [
      'p99 at 16 callers beside the pass-through',
      '≤ 3 ×',
      times(ours.p99, plain.p99),
      ours.p99 <= 3 * plain.p99,
    ],
    [
      'added p50 at one caller beside what the pass-through adds',
      '≤ 1.5 ×',
      `${times(added('Sallyport'), added('pass-through'))} (${added(
        'Sallyport',
      ).toFixed(2)} ms, ${added('pass-through').toFixed(2)} ms)`,
      added('Sallyport') <= 1.5 * added('pass-through'),
    ],
    // Above each is what must be; some are aimed at further.
    ...peers.map(({ target, throughput }) => {
      const aim = { 'mcp-hub': 3, 'mcp-proxy + mcp-remote': 5 }[target];
      return [
        `throughput at 16 callers beside ${target}`,
        aim ? `> 1 ×, aimed at ${aim} ×` : '> 1 ×',
        times(ours.throughput, throughput),
        ours.throughput > throughput,
        aim && ours.throughput < aim * throughput,
      ];
    }),
  ];
  return `
## Aimed at and reached

| | aim | reached | |
| --- | --- | --- | --- |
${lines
  .map(
    ([what, aim, reached, good, isShort]) =>
      `| ${what} | ${aim} | ${reached} | ${good ? 'yes' : 'NO'}${
        isShort ? ', below the aim' : ''
      } |`,
  )
  .join('\n')}
`;
}
