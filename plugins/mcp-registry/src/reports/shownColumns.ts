import type { ComplianceReport } from '../api/types';

type SectionId = ComplianceReport['sections'][number]['id'];

/** What of each table a page has room for. */
export const SHOWN_COLUMNS = {
  access: [
    'server',
    'holder',
    'tools',
    'purpose',
    'grantedBy',
    'grantedAt',
    'endsAt',
    'state',
  ],
  approvals: [
    'server',
    'version',
    'submittedBy',
    'state',
    'decidedAt',
    'decidedBy',
    'verdict',
    'verdictBy',
    'ticket',
  ],
  reviews: [
    'server',
    'about',
    'holder',
    'state',
    'answeredAt',
    'answeredBy',
    'reason',
  ],
  exceptions: [
    'server',
    'check',
    'ground',
    'requestedBy',
    'state',
    'decidedBy',
    'endsAt',
  ],
  emergencies: [
    'server',
    'takenBy',
    'takenAt',
    'reason',
    'state',
    'closedBy',
    'note',
  ],
  stops: [
    'kind',
    'subject',
    'reason',
    'stoppedAt',
    'stoppedBy',
    'endedAt',
    'endedBy',
  ],
} as const satisfies Record<SectionId, readonly string[]>;
