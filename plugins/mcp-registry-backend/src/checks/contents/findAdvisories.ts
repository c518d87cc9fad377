import { isDataStale } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { PortalFinding } from '../../operations/readPortalFindings';
import type { Clock } from '../../service/Clock';
import type { ContentsSettings } from './settings/ContentsSettings';
import { findSources } from './sources/SourceStore';

/** Whether there are advisories to go by, and which sources are old or could not be read. */
export async function findAdvisories(options: {
  knex: Knex;
  clock: Clock;
  settings: ContentsSettings;
}): Promise<PortalFinding> {
  const { knex, clock, settings } = options;
  const { osv, vex, maxDataAgeHours } = settings;
  if (osv.length === 0) return { finding: 'advisories.none' };
  const known = {
    osv: await findSources(knex, 'osv'),
    vex: await findSources(knex, 'vex'),
  };
  const isBad = (kind: 'osv' | 'vex', name: string) => {
    const state = known[kind].find(one => one.name === name);
    if (!state?.generation || state.problem) return true;
    const { asOf: dataAt } = state;
    // Statements do not grow old by themselves.
    return (
      kind === 'osv' && isDataStale({ dataAt, maxDataAgeHours }, clock.now())
    );
  };
  const bad = [
    ...osv
      .filter(({ name }) => isBad('osv', name))
      .map(one => `osv: ${one.name}`),
    ...vex
      .filter(({ name }) => isBad('vex', name))
      .map(one => `vex: ${one.name}`),
  ];
  return bad.length > 0
    ? { finding: 'advisories.stale', subjects: bad }
    : { finding: 'advisories.fresh' };
}
