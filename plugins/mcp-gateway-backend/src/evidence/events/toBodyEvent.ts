import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Body = NonNullable<AuditEvent['sallyport']['body']>;
interface Written {
  id: string;
  at: string;
}

/** The event that says that arguments and result of a call are kept, or why not. Pure. */
export function toBodyEvent(body: Body, { id, at }: Written): AuditEvent {
  const isKept = body.state === 'kept';
  return {
    ...of({ id, at }),
    type: isKept ? 'sallyport_call_body' : 'sallyport_call_body_lost',
    outcome: isKept ? 'success' : 'error',
    subjects: { user: 'mcp-gateway' },
    sallyport: { body },
  };
}

/** The event that says who is about to read arguments and result of a call. Pure. */
export function toBodyReadEvent(
  read: { callId: string; by: string },
  written: Written,
): AuditEvent {
  return {
    ...of(written),
    type: 'sallyport_call_body_read',
    outcome: 'success',
    subjects: { user: read.by, user_id: read.by },
    sallyport: { bodyRead: { callId: read.callId } },
  };
}

function of({ id, at }: Written) {
  return {
    v: 1 as const,
    audit_id: id,
    logged_at: at,
    component: 'mcp-gateway',
    source: { type: 'local' as const },
    target: { method: '', type: 'audit' as const },
  };
}
