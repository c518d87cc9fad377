import type { RuntimeEndpoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { Client } from '@modelcontextprotocol/client';
import { createGuardedFetch } from '../../egress/createGuardedFetch';
import { createProbeFetch } from '../../probes/createProbeFetch';
import { createProbeTransport } from '../../probes/createProbeTransport';
import { explainFailure } from '../../probes/explainFailure';
import { learn } from '../../probes/learn';
import { ProbeError } from '../../probes/ProbeError';
import type { ProbeResult } from '../../service/ProbeService';
import { createEndpointAgent } from './createEndpointAgent';

const MAX_BYTES = 8 * 1024 * 1024;

/** Asks a candidate that runs and speaks HTTP by itself for its tools. @throws ProbeError with a text for people. */
export async function learnOverHttp(options: {
  endpoint: RuntimeEndpoint;
  timeoutMs: number;
}): Promise<Omit<ProbeResult, 'ok'>> {
  const { endpoint, timeoutMs } = options;
  const url = new URL(endpoint.url);
  const ended = new AbortController();
  const late = () =>
    ended.abort(new ProbeError('It did not list its tools in time.'));
  const timer = setTimeout(late, timeoutMs);
  const { agent, guard } = createEndpointAgent(endpoint, {
    ...{ connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs },
  });
  const { transport, end } = createProbeTransport({
    type: 'streamable-http',
    url,
    fetch: createProbeFetch({
      ...{ type: 'streamable-http', url, maxBytes: MAX_BYTES },
      fetch: createGuardedFetch({ guard, agent }),
      credential: { headers: {}, secrets: [] },
      signal: ended.signal,
      fail: error => ended.abort(error),
    }),
  });
  const client = new Client(
    { name: 'sallyport-probe', version: '1' },
    { versionNegotiation: { mode: 'auto' } },
  );
  const over = new Promise<never>((_, reject) =>
    ended.signal.addEventListener('abort', () => reject(ended.signal.reason), {
      once: true,
    }),
  );
  try {
    const { ok, ...learnt } = await Promise.race([
      learn(client, transport, ended.signal),
      over,
    ]);
    return learnt;
  } catch (error) {
    const { aborted, reason } = ended.signal;
    throw new ProbeError(explainFailure(aborted ? reason : error));
  } finally {
    clearTimeout(timer);
    await end().catch(() => undefined);
    await client.close().catch(() => undefined);
    await agent.destroy();
  }
}
