import type { Exception } from '../api/types';

/** An exception as the backend shows it. */
export function anException(over: Partial<Exception> = {}): Exception {
  return {
    id: 'exc-1',
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    serverTitle: 'Orders',
    digest: 'sha256:abc',
    revisionNumber: 3,
    checkId: 'reach',
    checkTitle: 'What it can reach',
    findingId: 'f1',
    finding: {
      rule: 'network.allow-all',
      level: 'error',
      message: 'It can send to <b>anybody</b>.',
      location: 'network.outbound',
    },
    scope: 'revision',
    reason: 'mitigated',
    text: 'A firewall stands before it.',
    link: 'https://wiki.example/firewall',
    state: 'requested',
    requestedBy: 'user:default/bob',
    createdAt: '2026-01-01T10:00:00.000Z',
    expiresAt: new Date(Date.now() + 60 * 86_400_000).toISOString(),
    latestEnd: new Date(Date.now() + 90 * 86_400_000).toISOString(),
    history: [],
    canDecide: true,
    canWithdraw: false,
    canRevoke: false,
    ...over,
  };
}
