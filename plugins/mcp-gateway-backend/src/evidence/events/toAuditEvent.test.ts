import {
  auditEventSchema,
  FIRST_PREV,
  formatLine,
  parseLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import { exampleCall } from '../__testUtils__/exampleCall';
import { toCallRow } from '../callRow';
import { sha256 } from '../spool/SpoolWriter';
import type { CallRecord } from '../types';
import { callOfEvent } from './callOfEvent';
import {
  completeAuditEvent,
  draftAuditEvent,
  toAuditEvent,
} from './toAuditEvent';
import { toDeletedEvent, toLostEvent } from './toOwnEvent';
import { toTokenEvents } from './toTokenEvents';

const WRITTEN = {
  phase: 'outcome',
  id: 'event-1',
  at: '2026-11-29T10:00:00.000Z',
} as const;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme' }),
);
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const count = optional(fc.oneof(fc.nat(), fc.constant(Number.NaN)));
const anyCall: fc.Arbitrary<CallRecord> = fc.record({
  id: fc.uuid({ version: 7 }),
  at: fc.constant('2026-11-29T09:59:59.000Z'),
  user: optional(anyText),
  actor: optional(anyText),
  serverId: optional(anyText),
  serverRef: optional(anyText),
  owner: optional(anyText),
  method: anyText,
  tool: optional(anyText),
  decision: fc.constantFrom('allow', 'deny'),
  reason: fc.constantFrom('granted', 'grant.missing', 'audit.unavailable'),
  outcome: fc.constantFrom(
    ...(['pending', 'ok', 'tool-error', 'upstream-error'] as const),
    ...(['client-closed', 'refused'] as const),
  ),
  httpStatus: optional(fc.integer({ min: 100, max: 599 })),
  durationMs: optional(fc.double({ min: 0, max: 1e9 })),
  requestBytes: count,
  responseBytes: count,
  client: optional(anyText),
  sessionId: optional(anyText),
  tokenId: optional(anyText),
  grantId: optional(anyText),
  grantKind: optional(anyText),
  revisionDigest: optional(anyText),
  sequence: count,
  credential: optional(anyText),
  traceId: optional(anyText),
  upstreamRequestId: optional(anyText),
  sourceAddress: optional(fc.oneof(fc.ipV4(), fc.ipV6(), anyText)),
  reaches: optional(fc.array(anyText, { maxLength: 60 })),
  delegation: optional(
    fc.record(
      {
        chain: fc.array(
          fc.record({ sub: anyText, iss: anyText }, { requiredKeys: ['sub'] }),
          { maxLength: 12 },
        ),
        omitted: fc.integer({ min: 1, max: 9 }),
        malformed: fc.constant(true as const),
      },
      { requiredKeys: ['chain'] },
    ),
  ),
  requestId: anyText,
  trace: fc.array(
    fc.record({
      layer: fc.constantFrom('grant', 'policy'),
      outcome: fc.constantFrom('pass', 'deny'),
      detail: optional(anyText),
    }),
    { maxLength: 60 },
  ),
});

describe('toAuditEvent', () => {
  it('says what ToolHive’s log lines say, in their words, and the rest below sallyport', () => {
    const call = exampleCall({
      actor: 'component:default/triage',
      traceId: 'a'.repeat(32),
    });
    expect(toAuditEvent(call, WRITTEN)).toMatchObject({
      v: 1,
      audit_id: 'event-1',
      type: 'mcp_tool_call',
      logged_at: WRITTEN.at,
      outcome: 'success',
      component: 'api:default/orders',
      source: {
        type: 'network',
        extra: { request_id: 'request-1', session_id: 'hash' },
      },
      subjects: {
        user: 'user:default/alice',
        user_id: 'user:default/alice',
        client_name: 'inspector/1.0',
      },
      delegation: { chain: [{ sub: 'component:default/triage' }] },
      target: { method: 'tools/call', type: 'tool', name: 'get_order' },
      metadata: {
        extra: {
          duration_ms: 12.5,
          transport: 'http',
          response_size_bytes: 3_000_000_000,
        },
      },
      sallyport: {
        call: {
          id: call.id,
          phase: 'outcome',
          decision: 'allow',
          reason: 'granted',
          grantId: 'grant-1',
          revisionDigest: 'sha256:abc',
          credential: 'signed-assertion',
          traceId: 'a'.repeat(32),
          trace: [{ layer: 'grant', outcome: 'pass', detail: 'grant-1' }],
        },
      },
    });
  });

  it('says where it came from, who acted for whom and what could be reached', () => {
    const reaches = ['resource:default/orders-db', 'system:default/shop'];
    const delegation = {
      chain: [{ sub: 'planner', iss: 'https://idp.example' }, { sub: 'desk' }],
      omitted: 2,
    };
    const call = exampleCall({
      ...{ sourceAddress: '192.0.2.7', actor: 'planner' },
      ...{ delegation, reaches },
    });
    const event = toAuditEvent(call, WRITTEN);
    expect(event).toMatchObject({
      source: { type: 'network', value: '192.0.2.7' },
      delegation: { ...delegation, truncated: true },
      sallyport: { call: { actor: 'planner', reaches } },
    });
    expect(callOfEvent(event)).toMatchObject({
      ...{ delegation, reaches, sourceAddress: '192.0.2.7' },
    });
  });

  it('says no more of one who acts than who it is', () => {
    const one = exampleCall({
      ...{ actor: 'planner', delegation: { chain: [{ sub: 'planner' }] } },
    });
    expect(toAuditEvent(one, WRITTEN).delegation).toEqual(one.delegation);
    expect(toCallRow(one).delegation).toBeNull();
  });

  it.each([
    ['pending', 'pending'],
    ['ok', 'success'],
    ['tool-error', 'application_error'],
    ['upstream-error', 'error'],
    ['client-closed', 'failure'],
    ['refused', 'denied'],
  ] as const)('calls %s %s', (outcome, word) => {
    expect(toAuditEvent(exampleCall({ outcome }), WRITTEN).outcome).toBe(word);
  });

  it.each([
    ['http', 'http_request', 'endpoint'],
    ['tools/list', 'mcp_tools_list', 'tool'],
    ['resources/read', 'mcp_resource_read', 'resource'],
    ['notifications/cancelled', 'mcp_notification', 'server'],
    ['tasks/get', 'mcp_request', 'server'],
    ['constructor', 'mcp_request', 'server'],
  ])('has the type of %s: %s', (method, type, target) => {
    const event = toAuditEvent(exampleCall({ method }), WRITTEN);
    expect([event.type, event.target.type]).toEqual([type, target]);
  });

  it('is an event and a line of the chain, whatever a call brings; and gives the same row of calls as the call itself', () => {
    fc.assert(
      fc.property(anyCall, call => {
        const text = JSON.stringify(toAuditEvent(call, WRITTEN));
        const place = { writer: 'w', seq: 1, prev: FIRST_PREV };
        const { line } = formatLine(place, text, sha256);
        expect(text.length).toBeLessThan(128 * 1024);
        const event = auditEventSchema.parse(
          JSON.parse(parseLine(line)?.event ?? ''),
        );
        const found = callOfEvent(event);
        expect(found && toCallRow(found)).toEqual(toCallRow(call));
      }),
    );
  });

  it('is the same, drafted while the call goes on or made when it is over; and its text is what it says', () => {
    fc.assert(
      fc.property(anyCall, call => {
        const { id, ...written } = WRITTEN;
        const { credential, upstreamRequestId, ...known } = call;
        const before = { ...known, outcome: 'pending', httpStatus: undefined };
        const draft = draftAuditEvent(before as CallRecord, id);
        const { event, text } = completeAuditEvent(draft, call, written);
        expect(event).toEqual(toAuditEvent(call, WRITTEN));
        expect(text).toBe(JSON.stringify(event));
      }),
    );
  });

  it('has events of its own that are about no call', () => {
    const written = { id: 'event-2', at: WRITTEN.at };
    const deleted = {
      ...{
        writer: 'w',
        from: 1,
        to: 9,
        prev: FIRST_PREV,
        last: 'f'.repeat(64),
      },
      ...{ by: 'retention', reason: 'older than 400 days' },
    };
    for (const event of [
      toLostEvent({ ...written, count: 3 }),
      toDeletedEvent({ ...written, deleted }),
      ...toTokenEvents(
        [{ id: 'call-1', in: 3, out: 5, isEstimated: true }],
        () => written,
      ),
    ]) {
      const read = auditEventSchema.parse(JSON.parse(JSON.stringify(event)));
      expect(read).toEqual(event);
      expect(callOfEvent(read)).toBeUndefined();
    }
  });
});
