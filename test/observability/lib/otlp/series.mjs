// What metrics say, as series of a name, labels and a value, in the names of the gateway's own Prometheus endpoint: so what was pushed can be
// compared with what can be scraped.
export const DELTA = 1;
export const CUMULATIVE = 2;

const keyOf = (name, labels) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(String(value))}`)
    .sort()
    .join(',')}}`;
const underscored = text => text.replace(/\W/g, '_');
const labelsOf = attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      underscored(name),
      value,
    ]),
  );

function pointsOf({ name, kind, isMonotonic }, point) {
  const own = underscored(name);
  const labels = labelsOf(point.attributes);
  if (kind !== 'histogram')
    return [
      [
        keyOf(kind === 'sum' && isMonotonic ? `${own}_total` : own, labels),
        Number(point.asDouble ?? point.asInt),
      ],
    ];
  let below = 0;
  const buckets = point.bucketCounts.map((count, at) => {
    below += Number(count);
    const le = point.explicitBounds[at] ?? '+Inf';
    return [keyOf(`${own}_bucket`, { ...labels, le }), below];
  });
  return [
    ...buckets,
    [keyOf(`${own}_count`, labels), Number(point.count ?? 0)],
    [keyOf(`${own}_sum`, labels), point.sum ?? 0],
  ];
}

/** Of metrics as `OtlpReceiver` keeps them: the newest of each series, or all of its deltas together. */
export function seriesOfOtlp(metrics) {
  const found = new Map();
  for (const metric of metrics)
    for (const point of metric.points)
      for (const [key, value] of pointsOf(metric, point))
        found.set(
          key,
          metric.temporality === DELTA ? (found.get(key) ?? 0) + value : value,
        );
  return found;
}

/** Of a scrape, without the labels that say whose library it was. */
export function seriesOfScrape(text) {
  const found = new Map();
  for (const [, name, labels = '', value] of text.matchAll(
    /^(\w+)(?:\{(.*)\})? (\S+)/gm,
  ))
    found.set(
      keyOf(
        name,
        Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
            .map(([, label, said]) => [label, said])
            .filter(([label]) => !label.startsWith('otel_scope_')),
        ),
      ),
      Number(value),
    );
  return found;
}
