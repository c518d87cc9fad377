import { createHash } from 'crypto';
import { CUBES } from './cubes';
import { addLatency, noLatency } from './latency';
import { priceOf } from './priceOf';
import {
  type Cube,
  DIMENSIONS,
  MEASURES,
  type MeasuredEntry,
  NAMES,
  type Rollup,
  type RollupKey,
  type TokenPrice,
} from './types';

/** Adds entries up, each into the row of every cube that it belongs to. */
export function rollUp(
  entries: Iterable<MeasuredEntry>,
  prices: readonly TokenPrice[],
): Rollup[] {
  const full = new Map<string, Rollup>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const text = keyText(key);
    let row = full.get(text);
    if (!row) {
      row = nothing(key);
      full.set(text, row);
    }
    addEntry(row, entry, prices);
  }
  const rows = [...full.values()];
  const others = Object.keys(CUBES).filter(cube => cube !== 'full') as Cube[];
  return [
    ...rows,
    ...others.flatMap(cube =>
      mergeRollups(rows.map(row => project(row, cube))),
    ),
  ];
}

/** Adds rows with the same key together. */
export function mergeRollups(rows: Iterable<Rollup>): Rollup[] {
  const merged = new Map<string, Rollup>();
  for (const row of rows) {
    const text = keyText(row);
    const there = merged.get(text);
    if (there) addRow(there, row);
    else merged.set(text, { ...row, latency: [...row.latency] });
  }
  return [...merged.values()];
}

/** The same for the same key, everywhere. */
export function rollupId(key: RollupKey): string {
  return createHash('sha256').update(keyText(key)).digest('hex').slice(0, 40);
}

function keyText(key: RollupKey): string {
  return JSON.stringify(DIMENSIONS.map(name => key[name]));
}

function keyOf(entry: MeasuredEntry): RollupKey {
  return {
    ...{ cube: 'full', grain: 'hour' },
    hour: `${entry.at.slice(0, 13)}:00:00Z`,
    server_ref: entry.serverRef,
    owner_ref: entry.owner,
    person: entry.person,
    team: entry.team,
    tool: entry.tool,
    client: entry.client,
    reason: entry.reason,
  };
}

/** The same numbers, of what the cube tells apart. */
function project(row: Rollup, cube: Cube): Rollup {
  const { grain, names } = CUBES[cube];
  const projected = { ...row, cube, grain };
  if (grain === 'day') projected.hour = `${row.hour.slice(0, 10)}T00:00:00Z`;
  for (const name of NAMES) if (!names.includes(name)) projected[name] = '';
  return projected;
}

function nothing(key: RollupKey): Rollup {
  const row = { ...key, latency: noLatency() } as Rollup;
  for (const name of MEASURES) row[name] = 0;
  return row;
}

function addRow(row: Rollup, other: Rollup): void {
  for (const name of MEASURES) row[name] += other[name];
  other.latency.forEach((count, index) => {
    row.latency[index] += count;
  });
}

function addEntry(
  row: Rollup,
  entry: MeasuredEntry,
  prices: readonly TokenPrice[],
): void {
  const { outcome, tokens, durationMs } = entry;
  const isAnswered = outcome !== 'refused';
  if (isAnswered && durationMs !== undefined) {
    addLatency(row.latency, durationMs);
  }
  row.calls += 1;
  row.errors += Number(
    outcome === 'tool-error' || outcome === 'upstream-error',
  );
  row.refused += Number(!isAnswered);
  row.request_bytes += Math.round(entry.requestBytes);
  row.response_bytes += Math.round(entry.responseBytes);
  if (!tokens) return;
  row.counted += 1;
  row.estimated += Number(tokens.isEstimated);
  row.tokens_in += tokens.tokensIn;
  row.tokens_out += tokens.tokensOut;
  row.cost_micros += priceOf(entry, tokens, prices);
}
