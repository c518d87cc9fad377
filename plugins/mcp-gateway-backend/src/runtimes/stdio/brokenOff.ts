import { REASONS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { UpstreamFailure } from '../../transport/UpstreamFailure';
import type { WireId } from './WireMessage';

/** What a client is told in a stream that is open already when the runtime ends: a JSON-RPC error, not a broken connection. */
export function brokenOff(
  id: WireId,
  { reason, refusal }: UpstreamFailure,
): object {
  const { rpc: code, text: words } = REASONS[reason];
  const text = refusal?.text;
  return {
    id,
    error: {
      code,
      message: text ? `${words} ${text}` : words,
      data: { reason, failedAt: 'server' },
    },
  };
}
