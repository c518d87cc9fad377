import type { ApprovedUpstream } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import { createGuardedFetch } from '../egress/createGuardedFetch';
import type { EgressGuard } from '../egress/EgressGuard';
import type { ServerAnswer } from './SetupRunStore';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 16 * 1024;
const VERSION = '2025-11-25';

/** A server that listens somewhere. */
export type AskedUpstream = Exclude<ApprovedUpstream, { type: 'hosted' }>;

/** Asks a server as nobody. Never throws. */
export type AskWithoutCredential = (
  upstream: AskedUpstream,
) => Promise<ServerAnswer>;

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: VERSION,
    capabilities: {},
    clientInfo: { name: 'sallyport-setup-check', version: '1' },
  },
});

/** Makes a function that asks a server for a session without any credential, and gives the session back. */
export function createAskWithoutCredential(options: {
  guard: EgressGuard;
}): AskWithoutCredential {
  const { guard } = options;
  return async upstream => {
    const agent = createGuardedAgent({
      guard,
      limits: {
        connectMs: TIMEOUT_MS,
        headersMs: TIMEOUT_MS,
        idleMs: TIMEOUT_MS,
      },
    });
    const fetch = createGuardedFetch({ guard, agent });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const isStream = upstream.type === 'sse';
      const answer = await fetch(upstream.url, {
        method: isStream ? 'GET' : 'POST',
        headers: {
          accept: isStream
            ? 'text/event-stream'
            : 'application/json, text/event-stream',
          ...(!isStream && { 'content-type': 'application/json' }),
        },
        ...(!isStream && { body: INITIALIZE }),
        signal,
      });
      const verdict = await judge(answer);
      const session = answer.headers.get('mcp-session-id');
      if (session) {
        const ended = await fetch(upstream.url, {
          method: 'DELETE',
          headers: {
            'mcp-session-id': session,
            'mcp-protocol-version': VERSION,
          },
          signal,
        }).catch(() => undefined);
        await ended?.body?.cancel();
      }
      return verdict;
    } catch {
      // Unreachable, too slow, or refused by the egress guard: nothing is known, and nothing is told of why.
      return 'unknown';
    } finally {
      await agent.destroy();
    }
  };
}

async function judge(answer: Response): Promise<ServerAnswer> {
  const isStream = answer.headers
    .get('content-type')
    ?.startsWith('text/event-stream');
  if (answer.status === 401 || answer.status === 403) {
    await answer.body?.cancel();
    return 'closed';
  }
  if (answer.ok && isStream) {
    await answer.body?.cancel();
    return 'open';
  }
  // A server of another era refuses `initialize` in MCP's own words: it has read it, so it asked for no credential.
  return (await readStart(answer)).includes('"jsonrpc"') ? 'open' : 'unknown';
}

async function readStart(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) break;
  }
  return text;
}
