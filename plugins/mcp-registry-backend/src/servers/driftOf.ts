import { isDeepStrictEqual } from 'node:util';
import type { ServerFacts } from './ServerRecord';

const FACTS = {
  owner: 'owner',
  riskTier: 'risk tier',
  dataClassification: 'data classification',
  compliance: 'compliance',
  audience: 'audience',
  reaches: 'systems reached',
  upstream: 'address',
  package: 'package',
  run: 'how it runs',
  permissionProfile: 'permission profile',
  isolation: 'isolation',
  credential: 'credential',
} as const satisfies Record<keyof ServerFacts, string>;

/** The names of the facts in which an entity differs from what was approved, for people. */
export function driftOf(options: {
  approved: ServerFacts | undefined;
  live: ServerFacts;
}): string[] {
  const { approved, live } = options;
  if (!approved) {
    return [];
  }
  return (Object.keys(FACTS) as (keyof ServerFacts)[])
    .filter(
      key =>
        !isDeepStrictEqual(comparable(approved[key]), comparable(live[key])),
    )
    .map(key => FACTS[key]);
}

function comparable(value: unknown): unknown {
  // A list in another order, or an absent value that JSON dropped, is no difference.
  return Array.isArray(value) ? [...value].sort() : value ?? null;
}
