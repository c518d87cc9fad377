import type { AccessDoing } from './giveOwnAccessReviews';

/** Writes for auditors what a rule decided: no request of a person's leads there. */
export async function auditRule(
  { auditor, request, server, approvals }: Omit<AccessDoing, 'standing'>,
  options: { by: string; actionType: 'approve' | 'deny' },
): Promise<void> {
  const { by, actionType } = options;
  const policy = approvals.policies.find(({ id }) =>
    by.startsWith(`policy:${id}/`),
  );
  const event = await auditor.createEvent({
    eventId: 'access-decide',
    severityLevel: 'medium',
    meta: {
      ...{ requestId: request.id, serverRef: server.serverRef },
      ...{ actionType, by, subject: request.subject },
      ...(policy && { policyVersion: policy.digest }),
    },
  });
  await event.success();
}
