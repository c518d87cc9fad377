import type { Cube, Name } from '../types';

/** What rows of a summary tell apart, and which rollups they are made from. */
export interface SummaryShape {
  from: Cube;
  names: readonly Name[];
  /** It knows of refused calls alone. */
  onlyRefused?: boolean;
}

/**
 * Days and weeks that are over, added up by what pages ask for; those with the fewest rows first. Whoever adds one or changes one empties
 * `usage_summary_days` in a migration: days that are named there are not summarised again by themselves.
 */
export const SUMMARY_CUBES: Readonly<Record<string, SummaryShape>> = {
  clients: { from: 'people', names: ['team', 'client'] },
  reasons: {
    from: 'tools',
    names: ['owner_ref', 'reason'],
    onlyRefused: true,
  },
  teamReasons: {
    from: 'full',
    names: ['team', 'reason'],
    onlyRefused: true,
  },
  servers: { from: 'tools', names: ['owner_ref', 'server_ref'] },
  persons: { from: 'people', names: ['person', 'team'] },
  tools: { from: 'tools', names: ['owner_ref', 'server_ref', 'tool'] },
  teamTools: { from: 'full', names: ['team', 'server_ref', 'tool'] },
  users: { from: 'people', names: ['owner_ref', 'person', 'team', 'client'] },
};

/** The smallest summary that tells all of these apart; `undefined`: none does. */
export function summaryFor(
  names: readonly Name[],
  refused?: boolean,
): string | undefined {
  return Object.entries(SUMMARY_CUBES).find(
    ([, shape]) =>
      names.every(name => shape.names.includes(name)) &&
      (shape.onlyRefused ? refused === true : refused === undefined),
  )?.[0];
}
