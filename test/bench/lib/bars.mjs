const WIDTH = 900;
const BAR = 16;
const LABEL = 210;
const COLOURS = { Sallyport: '#1f6feb', 'pass-through': '#57606a' };

const text = (x, y, value, more = '') =>
  `<text x="${x}" y="${y}" font-size="12" font-family="sans-serif" fill="#57606a" ${more}>${value}</text>`;

/** Two groups of bars for each number of callers, as SVG that reads on light and dark pages. */
export function bars(summary) {
  const parts = [];
  let y = 24;
  for (const { scenario, rows } of summary) {
    for (const [figure, title] of [
      ['throughput', `${scenario}: calls/s at most (longer is better)`],
      [
        'p99',
        `${scenario}: p99 in ms at the same arrivals (shorter is better)`,
      ],
    ]) {
      parts.push(text(8, y, title, 'font-weight="bold"'));
      y += 8;
      const most = Math.max(...rows.map(one => one[figure]));
      for (const one of rows) {
        const length = Math.max(1, (one[figure] / most) * (WIDTH - LABEL - 90));
        parts.push(text(8, y + BAR - 4, one.target));
        parts.push(
          `<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="${
            BAR - 4
          }" fill="${COLOURS[one.target] ?? '#a371f7'}"/>`,
        );
        const value =
          figure === 'p99' ? one.p99.toFixed(1) : Math.round(one.throughput);
        parts.push(text(LABEL + length + 6, y + BAR - 5, value));
        y += BAR;
      }
      y += 22;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Throughput and p99 of each target">${parts.join(
    '',
  )}</svg>\n`;
}
