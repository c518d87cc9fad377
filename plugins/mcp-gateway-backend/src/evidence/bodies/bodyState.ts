import type {
  AuditEvent,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

type State = GatewaySchemas['CallBodyStatus']['state'];

/** After so long, what is not there does not come any more. */
const PENDING_MS = 2 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Whether arguments and result of a call are there, and why not. Pure. */
export function bodyState(options: {
  /** Of the call; absent: nothing was to be kept. */
  recording: string | undefined;
  isThere: boolean;
  at: string;
  events: readonly AuditEvent[];
  retentionDays: number;
  now: number;
}): { state: State; why?: string } {
  const { recording, isThere, at, events, retentionDays, now } = options;
  if (recording === undefined) return { state: 'not-recorded' };
  if (isThere) return { state: 'kept' };
  const told = events
    .map(({ sallyport }) => sallyport.body)
    .find(body => body !== undefined);
  if (told?.state === 'lost') return { state: 'lost', why: told.why };
  const age = now - Date.parse(at);
  if (age >= retentionDays * DAY_MS) return { state: 'deleted' };
  // It was there, its time is not over, and it is not there: somebody took it away.
  if (told) return { state: 'missing' };
  return age < PENDING_MS ? { state: 'pending' } : { state: 'lost' };
}
