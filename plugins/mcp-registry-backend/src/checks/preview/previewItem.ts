import {
  type CheckManifest,
  isDataStale,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { BoundResult } from '../boundResult';

type Shown = RegistrySchemas['RevisionCheck'];

/** What a check says of something that is not registered. Without a trial run, one that looks at what such a run tells waits for it. */
export function previewItem(
  manifest: CheckManifest,
  options: {
    result: BoundResult | undefined;
    required: boolean;
    probed: boolean;
    now: Date;
  },
): Shown {
  const { result, required, probed, now } = options;
  const { id, version, title, motivation, remedy, outcomes } = manifest;
  const about = { id, version, title, motivation, remedy, required };
  const waits =
    !probed &&
    result?.outcome === 'error' &&
    manifest.consumes.some(what => /probe|tool surface/.test(what));
  if (!result || waits) return { ...about, state: 'waiting' };
  const isStale =
    (result.outcome === 'pass' || result.outcome === 'warn') &&
    isDataStale(
      { dataAt: result.dataAt, maxDataAgeHours: manifest.maxDataAgeHours },
      now,
    );
  const outcome = isStale ? 'error' : result.outcome;
  return {
    ...about,
    state: 'done',
    outcome,
    meaning: outcomes[outcome],
    summary: result.summary,
    findings: [...result.findings],
    omittedFindings: result.omittedFindings,
    evidence: result.evidence,
    dataAt: result.dataAt,
  };
}
