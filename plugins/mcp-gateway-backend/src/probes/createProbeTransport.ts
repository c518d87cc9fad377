import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import type { GuardedFetch } from '../egress/createGuardedFetch';
import type { RemoteCandidate } from '../service/ProbeService';

/** How a candidate is spoken to. */
export interface ProbeTransport {
  transport: Transport;
  /** Ends the session, for servers that keep one. */
  end: () => Promise<void>;
}

/** Makes the transport that the registry says the candidate speaks. */
export function createProbeTransport(options: {
  type: RemoteCandidate['type'];
  url: URL;
  fetch: GuardedFetch;
}): ProbeTransport {
  const { type, url, fetch } = options;
  switch (type) {
    case 'streamable-http': {
      const transport = new StreamableHTTPClientTransport(url, { fetch });
      return { transport, end: () => transport.terminateSession() };
    }
    case 'sse':
      // Its session is its stream, which ends with the client.
      return {
        transport: new SSEClientTransport(url, { fetch }),
        end: async () => {},
      };
    default:
      throw new Error(`No such transport: ${type satisfies never}`);
  }
}
