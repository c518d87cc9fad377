import type {
  AccessRequest,
  Call,
  Grant,
  InboxItem,
  Revision,
  Server,
  ServerPage,
  Tool,
} from '../api/types';

/** Things to test with, whole as the backends answer them. */
export function aTool(name: string, over: Partial<Tool> = {}): Tool {
  return {
    name,
    description: `What ${name} does.`,
    digest: 'sha256:tool',
    effect: 'reads',
    ...over,
  };
}

export const ORDER_TOOLS: Tool[] = [
  aTool('search_orders'),
  aTool('add_note', { effect: 'changes' }),
  aTool('refund_order', { effect: 'destroys' }),
];

export function aServer(over: Partial<Server> = {}): Server {
  return {
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    namespace: 'default',
    name: 'orders',
    title: 'Orders',
    description: 'Looks up orders and refunds them',
    owner: 'group:default/data-platform',
    status: 'active',
    riskTier: 'high',
    dataClassification: 'confidential',
    tags: ['orders'],
    compliance: [],
    reaches: [],
    runnable: { ok: true },
    access: { state: 'none' },
    toolCount: ORDER_TOOLS.length,
    iDecide: false,
    exampleData: false,
    endpoint: 'http://localhost:7008/servers/default/orders/mcp',
    toolSurface: { known: true, tools: ORDER_TOOLS },
    ...over,
  };
}

export function aPageOf(servers: Server[], nextCursor?: string): ServerPage {
  return {
    items: servers,
    totalItems: servers.length,
    nextCursor,
    facets: { owners: ['group:default/data-platform'], tags: ['orders'] },
  };
}

export function aRequest(over: Partial<AccessRequest> = {}): AccessRequest {
  return {
    id: 'req-1',
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    serverTitle: 'Orders',
    requestedBy: 'user:default/alice',
    subject: 'user:default/alice',
    purpose: 'Answer customers faster',
    asked: { tools: { kind: 'all' }, durationDays: 30 },
    state: 'pending',
    createdAt: '2026-01-01T10:00:00.000Z',
    history: [
      {
        at: '2026-01-01T10:00:00.000Z',
        by: 'user:default/alice',
        event: 'requested',
      },
    ],
    canDecide: true,
    canUndo: false,
    ...over,
  };
}

export function anItem(over: Partial<InboxItem> = {}): InboxItem {
  return {
    kind: 'access-request',
    id: 'req-1',
    createdAt: '2026-01-01T10:00:00.000Z',
    server: aServer(),
    accessRequest: aRequest(),
    toolSurface: { known: true, tools: ORDER_TOOLS },
    othersWithAccess: 2,
    ...over,
  };
}

export function aRevision(over: Partial<Revision> = {}): Revision {
  return {
    digest: 'sha256:abc',
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    number: 1,
    state: 'submitted',
    submittedBy: 'user:default/bob',
    submittedAt: '2026-01-01T10:00:00.000Z',
    snapshot: {},
    toolSurface: { known: true, tools: ORDER_TOOLS },
    history: [],
    exampleData: false,
    ...over,
  };
}

export function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: 'grant-1',
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    serverTitle: 'Orders',
    subject: 'user:default/alice',
    tools: { kind: 'named', names: ['search_orders'] },
    state: 'active',
    createdAt: '2026-01-01T10:00:00.000Z',
    expiresAt: '2999-01-01T10:00:00.000Z',
    grantedBy: 'user:default/bob',
    requestId: 'req-1',
    canRevoke: true,
    ...over,
  };
}

export function aCall(over: Partial<Call> = {}): Call {
  return {
    id: 'call-1',
    at: '2026-01-01T10:00:00.000Z',
    user: 'user:default/alice',
    serverRef: 'api:default/orders',
    method: 'tools/call',
    tool: 'search_orders',
    decision: 'allow',
    reason: 'granted',
    ...over,
  };
}
