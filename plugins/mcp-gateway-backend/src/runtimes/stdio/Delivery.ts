import type { WireMessage } from './WireMessage';

/** Where a message of a runtime goes. */
export type Delivery =
  /** It answers a request of a session. */
  | { to: 'answer'; token: string; session: string; message: WireMessage }
  /** It goes with the answer to a request, before it. */
  | { to: 'request'; token: string; session: string; message: WireMessage }
  /** It goes where the session listens to what belongs to no request. */
  | { to: 'session'; session: string; message: WireMessage }
  /** The runtime is answered at once. */
  | { to: 'runtime'; message: WireMessage }
  /** It is nobody's. Junk: no server that keeps to the protocol would have written it. */
  | { to: 'nobody'; isJunk: boolean; why: string };
