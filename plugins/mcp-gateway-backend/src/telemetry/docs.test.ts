import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ATTRIBUTES,
  DURATION_BUCKETS,
  DURATIONS,
  INSTRUMENTS,
  OWN_ATTRIBUTES,
} from './conventions';

const text = readFileSync(
  join(__dirname, '..', '..', '..', '..', 'docs', 'telemetry.md'),
  'utf8',
);

/** What stands first in the rows of a section's table. */
const listed = (section: string) => {
  const [, after = ''] = text.split(`\n## ${section}\n`);
  const [own] = after.split('\n## ');
  return [...own.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name).sort();
};
const names = (...all: object[]) =>
  all.flatMap(one => Object.values(one)).sort();

/** Whoever builds a dashboard reads the page: it says all there is, and nothing else. */
describe('docs/telemetry.md', () => {
  it('lists every attribute', () => {
    expect(listed('Attributes')).toEqual(names(ATTRIBUTES, OWN_ATTRIBUTES));
  });

  it('lists every instrument', () => {
    expect(listed('Instruments')).toEqual(names(DURATIONS, INSTRUMENTS));
  });

  it('names the buckets', () => {
    expect(text).toContain(`${DURATION_BUCKETS.join(', ')} seconds`);
  });
});
