import {
  type AccessDocument,
  type CallFact,
  findTool,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CallRecord } from '../../evidence/types';

/** What detectors look at of a recorded call. */
export type RecordedUse = Pick<
  CallRecord,
  | 'id'
  | 'at'
  | 'user'
  | 'actor'
  | 'serverRef'
  | 'method'
  | 'tool'
  | 'decision'
  | 'reason'
  | 'outcome'
  | 'responseBytes'
  | 'trace'
>;

/** What every client does by itself says nothing about who uses it. */
const BY_ITSELF =
  /^(initialize|ping|http|notifications\/.*|logging\/.*|server\/discover|.*\/list|subscriptions\/.*|completion\/.*)$/;

/** A recorded call as detectors look at it; `undefined`: nobody's, or one that says nothing. */
export function toCallFact(
  record: RecordedUse,
  about: { document: AccessDocument | undefined; groups: readonly string[] },
): CallFact | undefined {
  const who = whoOf(record);
  const { id, at, serverRef, tool, decision, reason, outcome, trace } = record;
  if (!who || !serverRef || BY_ITSELF.test(record.method)) return undefined;
  const { document, groups } = about;
  const { dataClassification: data } = document ?? {};
  const approved = document?.approvedRevision?.tools ?? [];
  return {
    ...{ kind: 'call', id, who, groups, serverRef, reason },
    at: Date.parse(at),
    ...(tool !== undefined && { tool }),
    isAllowed: decision === 'allow',
    isFailed: outcome === 'upstream-error',
    responseBytes: record.responseBytes ?? 0,
    isSensitive: data === 'confidential' || data === 'restricted',
    isDestructive:
      tool !== undefined && findTool(approved, tool)?.effect === 'destroys',
    objections: trace
      .filter(
        ({ layer, outcome: said }) => layer === 'guard' && said === 'deny',
      )
      .map(({ detail = 'guard' }) => detail.split(':')[0].slice(0, 60)),
  };
}

/** An agent is one, for whomever it acts. */
export function whoOf({
  user,
  actor,
}: Pick<CallRecord, 'user' | 'actor'>): string | undefined {
  return actor?.startsWith('component:') ? actor : user;
}
