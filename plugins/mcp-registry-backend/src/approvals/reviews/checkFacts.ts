import {
  CHECK_OUTCOMES,
  type CheckFact,
  type CheckManifest,
  isDataStale,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckRecord } from '../../checks/CheckStore';

/** What checks say, as policies see it: what was done by other rules, rests on old data or explains nothing is missing. */
export function checkFacts(options: {
  manifests: readonly CheckManifest[];
  records: readonly CheckRecord[];
  now: Date;
}): Record<string, CheckFact> {
  const { manifests, records, now } = options;
  return Object.fromEntries(
    manifests.map(manifest => {
      const record = records.find(
        ({ checkId, checkVersion }) =>
          checkId === manifest.id && checkVersion === manifest.version,
      );
      return [manifest.id, record ? factOf(record, manifest, now) : 'missing'];
    }),
  );
}

function factOf(
  record: CheckRecord,
  { maxDataAgeHours, outcomes }: CheckManifest,
  now: Date,
): CheckFact {
  const { outcome, problem, dataAt, summary } = record;
  if (outcome === undefined) return problem === undefined ? 'missing' : 'error';
  const known = CHECK_OUTCOMES.find(one => one === outcome);
  if (known === 'error' || known === 'fail') return known;
  if (!known || outcomes[known] === undefined) return 'missing';
  if (known === 'notApplicable') return summary?.trim() ? known : 'missing';
  return isDataStale({ dataAt, maxDataAgeHours }, now) ? 'missing' : known;
}
