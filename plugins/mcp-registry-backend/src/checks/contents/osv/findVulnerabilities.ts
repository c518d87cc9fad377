import type { Knex } from 'knex';
import { readJson } from '../../../database/readJson';
import { groupBy } from '../groupBy';
import type { Component, Ecosystem, Vulnerability } from '../types';
import { affects } from './affects';
import { mergeAliases } from './mergeAliases';
import { packageKey } from './packageKey';
import type { StoredAdvisory } from './StoredAdvisory';

const NAMES_AT_ONCE = 100;

type Known = Component & { ecosystem: Ecosystem };

/** What the advisories that count now say of these packages, in their versions. */
export async function findVulnerabilities(
  knex: Knex,
  components: readonly Component[],
): Promise<Vulnerability[]> {
  const found: Vulnerability[] = [];
  const byKey = groupBy(
    components.filter((one): one is Known => one.ecosystem !== undefined),
    ({ ecosystem, name }) => `${ecosystem} ${packageKey(ecosystem, name)}`,
  );
  const byEcosystem = groupBy(byKey.values(), ([{ ecosystem }]) => ecosystem);
  for (const [ecosystem, groups] of byEcosystem) {
    const keys = groups.map(([{ name }]) => packageKey(ecosystem, name));
    for (let at = 0; at < keys.length; at += NAMES_AT_ONCE) {
      const rows = await findRows(knex, {
        ecosystem,
        keys: keys.slice(at, at + NAMES_AT_ONCE),
      });
      for (const row of rows) {
        const advisory = readJson<StoredAdvisory>(row.advisory);
        const about = byKey.get(`${ecosystem} ${row.package_key}`) ?? [];
        found.push(
          ...about.flatMap(one => judge(one, advisory, row.source) ?? []),
        );
      }
    }
  }
  return mergeAliases(found);
}

interface Row {
  source: string;
  package_key: string;
  advisory: string;
}

async function findRows(
  knex: Knex,
  { ecosystem, keys }: { ecosystem: Ecosystem; keys: string[] },
): Promise<Row[]> {
  return await knex('osv_affected')
    .join('contents_sources', join =>
      join
        .on('contents_sources.name', 'osv_affected.source')
        .andOn('contents_sources.generation', 'osv_affected.generation'),
    )
    .where({
      'contents_sources.kind': 'osv',
      'osv_affected.ecosystem': ecosystem,
    })
    .whereIn('osv_affected.package_key', keys)
    .orderBy('osv_affected.id')
    .select<Row[]>(
      'osv_affected.source as source',
      'osv_affected.package_key as package_key',
      'osv_affected.advisory as advisory',
    );
}

function judge(
  component: Known,
  advisory: StoredAdvisory,
  source: string,
): Vulnerability | undefined {
  const affection = affects(advisory, component);
  if (affection === 'no') return undefined;
  const { id, aliases, summary, severity, score, isMalicious } = advisory;
  return {
    ...{ component, aliases, summary, isMalicious, source },
    advisory: id,
    severity: isMalicious ? 'critical' : severity,
    ...(score !== undefined && { score }),
    isUnordered: affection === 'unordered',
    fixedIn: fixedIn(advisory),
  };
}

function fixedIn({ ranges }: StoredAdvisory): string[] {
  const fixed = ranges
    .filter(({ type }) => type !== 'GIT')
    .flatMap(({ events }) => events.flatMap(event => event.fixed ?? []));
  return [...new Set(fixed)].slice(0, 10);
}
