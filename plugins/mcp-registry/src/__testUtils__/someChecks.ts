import type { RevisionCheck, RevisionChecks } from '../api/types';

/** One check as the backend shows it. */
export function aCheck(over: Partial<RevisionCheck> = {}): RevisionCheck {
  return {
    id: 'reach',
    version: '1',
    title: 'What it can reach',
    motivation: 'Servers can be taken over.',
    remedy: 'Narrow the profile.',
    required: true,
    state: 'done',
    outcome: 'pass',
    meaning: 'Nothing needs a question.',
    checkedAt: '2026-01-01T10:00:00.000Z',
    ...over,
  };
}

/** What checks say of a revision, whole as the backend answers it. */
export function someChecks(over: Partial<RevisionChecks> = {}): RevisionChecks {
  return {
    digest: 'sha256:abc',
    withEvidence: true,
    mayRun: true,
    risk: { tier: 'low', reasons: ['stated'] },
    gate: { decision: 'open', reasons: [] },
    items: [aCheck()],
    ...over,
  };
}
