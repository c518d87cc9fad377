import type {
  AccessDocument,
  Principal,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallRecord } from '../evidence/types';
import type { CedarPolicies } from '../pipeline/policies/CedarPolicies';
import type { ChangeOfCall } from './ReplayTally';

/** Methods that name a prompt or a resource, which the record does not say. */
const NAMING = new Set([
  'prompts/get',
  'completion/complete',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'subscriptions/listen',
]);

/** What becomes of a recorded call under other policies; nothing where they say the same, or are not asked. */
export function compareCall(options: {
  call: CallRecord;
  principal: Principal | undefined;
  document: AccessDocument | undefined;
  before: CedarPolicies | undefined;
  after: CedarPolicies;
}): ChangeOfCall | undefined {
  const { call, principal, document, before, after } = options;
  const { tool, method } = call;
  if (tool === undefined) {
    return NAMING.has(method) ? { kind: 'unknown', why: 'name' } : undefined;
  }
  if (!principal) return { kind: 'unknown', why: 'person' };
  if (!document) return { kind: 'unknown', why: 'server' };
  const request = {
    principal,
    document,
    action: { kind: 'tool' as const, method: 'tools/call', tool },
    item: { kind: 'tool' as const, name: tool },
    arguments: 'unknown' as const,
  };
  const then = before?.foresee(request) ?? { effect: 'allow', basis: '' };
  const next = after.foresee(request);
  if (then.effect === 'unknown' || next.effect === 'unknown') {
    const isSame =
      then.basis === next.basis && before?.coverage === after.coverage;
    return isSame ? undefined : { kind: 'unknown', why: 'arguments' };
  }
  if (then.effect === next.effect) return undefined;
  return { kind: next.effect === 'allow' ? 'newly-allowed' : 'newly-denied' };
}
