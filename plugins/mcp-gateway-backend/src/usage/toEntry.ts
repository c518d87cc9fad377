import { columnText } from '../evidence/callRow';
import type { CallRecord } from '../evidence/types';
import type { UsageEntry } from './types';

/** Methods of which arguments and results are in a model's context. */
export const COUNTED_METHODS: ReadonlySet<string> = new Set([
  ...['tools/call', 'prompts/get', 'resources/read'],
]);

/** Who is refused for such a reason named a tool that there is. */
const KNOWS_TOOL =
  /^(grant|permission|policy|guard|limit|budget|credential)\.|^tool\.quarantined$/;

/** What is added up of a call; `undefined` while its end is not known. */
export function toEntry(record: CallRecord): UsageEntry | undefined {
  if (record.outcome === 'pending') return undefined;
  // Of what was refused, names are whatever somebody wrote: only those of things that there are make rows.
  const isKnown = record.serverId !== undefined;
  const isTool =
    isKnown && (record.decision === 'allow' || KNOWS_TOOL.test(record.reason));
  return {
    at: record.at,
    serverRef: isKnown ? cut('server_ref', record.serverRef) : '',
    owner: cut('owner_ref', record.owner),
    tool: isTool ? cut('tool', record.tool) : '',
    person: cut('user_ref', record.user),
    team: cut('owner_ref', record.team),
    client: clientFamily(cut('client', record.client)),
    reason: record.decision === 'allow' ? allowedReason(record) : record.reason,
    outcome: record.outcome,
    ...(record.durationMs !== undefined && { durationMs: record.durationMs }),
    requestBytes: record.requestBytes ?? 0,
    responseBytes: record.responseBytes ?? 0,
  };
}

/** Whether tokens are counted of it. */
export function expectsTokens({
  decision,
  method,
  outcome,
}: Pick<CallRecord, 'decision' | 'method' | 'outcome'>): boolean {
  return (
    decision === 'allow' &&
    COUNTED_METHODS.has(method) &&
    (outcome === 'ok' || outcome === 'tool-error')
  );
}

function cut(
  column: Parameters<typeof columnText>[0],
  text: string | undefined,
): string {
  return text === undefined ? '' : columnText(column, text);
}

/** A result that a guard refused has a reason of its own, though its call was allowed. */
function allowedReason({ outcome, reason }: CallRecord): CallRecord['reason'] {
  return outcome === 'refused' ? reason : 'granted';
}

/** Versions change every week and would make rows of their own: what counts is which application it is. */
function clientFamily(client: string): string {
  return client.replace(/[\s/]+v?\d[\w.+-]*$/, '').slice(0, 60);
}
