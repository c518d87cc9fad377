import type { OpenCall } from './OpenCall';
import type { ServerSession } from './ServerSession';

/** A call at a server of the session era that waits for its client. */
export interface WaitingCall {
  call: OpenCall;
  session: ServerSession;
  person: string;
}
