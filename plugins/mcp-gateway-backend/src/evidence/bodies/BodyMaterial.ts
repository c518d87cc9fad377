import type { CallBody } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** How something begins that was sent, and how much it was. */
export interface Sent {
  head: Uint8Array;
  bytes: number;
}

/** What a body is made of, later: copies, so that nothing large is held. */
export interface BodyMaterial {
  callId: string;
  /** When the call came, ISO 8601. */
  at: string;
  policy: CallBody['policy'];
  method: string;
  /** Of the JSON-RPC request. */
  id?: string | number;
  request: Sent;
  /** Absent: nothing came back, or it broke off. */
  response?: Sent;
  /** What must not stand in it, as policies may say what they want. */
  secrets: readonly string[];
}
