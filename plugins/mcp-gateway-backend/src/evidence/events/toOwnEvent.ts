import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Own = Pick<AuditEvent, 'type' | 'outcome' | 'sallyport'>;

/** The event that says how many refused calls were not written down one by one. Pure. */
export function toLostEvent(options: {
  count: number;
  id: string;
  at: string;
}): AuditEvent {
  return toOwnEvent(options, {
    type: 'sallyport_audit_lost',
    outcome: 'error',
    sallyport: { lost: options.count },
  });
}

/** The event that says which events were deleted. Pure. */
export function toDeletedEvent(options: {
  deleted: NonNullable<AuditEvent['sallyport']['deleted']>;
  id: string;
  at: string;
}): AuditEvent {
  return toOwnEvent(options, {
    type: 'sallyport_audit_deleted',
    outcome: 'success',
    sallyport: { deleted: options.deleted },
  });
}

function toOwnEvent(
  { id, at }: { id: string; at: string },
  own: Own,
): AuditEvent {
  return {
    v: 1,
    audit_id: id,
    type: own.type,
    logged_at: at,
    outcome: own.outcome,
    component: 'mcp-gateway',
    source: { type: 'local' },
    subjects: { user: 'mcp-gateway' },
    target: { method: '', type: 'audit' },
    sallyport: own.sallyport,
  };
}
