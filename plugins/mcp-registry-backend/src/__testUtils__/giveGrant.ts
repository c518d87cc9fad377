import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../service/Caller';
import type { TestRegistry } from './startRegistry';

/** Submits and approves a server. */
export async function publish(
  registry: TestRegistry,
  options: { serverRef: string; by: Caller; approver: Caller },
): Promise<void> {
  const { serverRef, by, approver } = options;
  const { digest } = await registry.submissions.submit(by, { serverRef });
  await registry.revisionDecisions.decide(approver, {
    digest,
    decision: { decision: 'approve' },
  });
}

/** Asks for access and grants it; the id of the grant. */
export async function giveGrant(
  registry: TestRegistry,
  options: {
    serverRef: string;
    to: Caller;
    by: Caller;
    subject?: string;
    tools?: RegistrySchemas['ToolSelection'];
    durationDays?: number;
  },
): Promise<string> {
  const { serverRef, to, by, subject } = options;
  const request = await registry.accessRequests.create(to, {
    ...{ serverRef, subject, purpose: 'To look at orders' },
    tools: options.tools ?? { kind: 'all' },
    durationDays: options.durationDays ?? 90,
  });
  const { request: decided } = await registry.accessDecisions.decide(by, {
    id: request.id,
    decision: { decision: 'approve' },
  });
  return decided.grantId ?? '';
}
