// The first call after a server was ended because nobody used it, through a gateway, in the same session.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  hostedServer,
  sandboxConfig,
} from '../../support/rig/hostedServers.mjs';
import { startRig } from '../../support/rig/startRig.mjs';
import { findRuntimes } from '../../faults/lib/sandboxProcesses.mjs';
import { memoryOf } from './idleServers.mjs';

/** After so long without use the server is ended here. */
export const IDLE_SECONDS = 1.2;
const PATIENCE_MS = 20_000;
const TOOL = 'read_graph';

export async function measureHibernation({
  rounds,
  folder,
  root,
  mark,
  logs,
  hosted,
}) {
  const rig = await startRig({
    servers: [
      {
        name: 'memory',
        tools: [TOOL],
        hosted: hostedServer({ ...hosted, args: [mark] }),
      },
    ],
    logs,
    config: sandboxConfig(folder, {
      idleMinutes: IDLE_SECONDS / 60,
      sandbox: { installed: [root] },
    }),
  });
  const token = await rig.token('alice', 'memory');
  const client = new Client({ name: 'sallyport-bench', version: '1.0.0' });
  const call = async () => {
    const began = performance.now();
    const { isError, content } = await client.callTool({
      name: TOOL,
      arguments: {},
    });
    if (isError) throw new Error(JSON.stringify(content));
    return performance.now() - began;
  };
  try {
    await client.connect(
      new StreamableHTTPClientTransport(new URL(rig.endpoint('memory')), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    const result = { warm: [], first: [], awakeBytes: 0, asleepBytes: 0 };
    await call();
    for (let round = 0; round < rounds; round++) {
      result.warm.push(await call());
      result.awakeBytes = Math.max(result.awakeBytes, memoryOf(mark).bytes);
      const until = performance.now() + PATIENCE_MS;
      while (findRuntimes(mark).length > 0) {
        if (performance.now() > until) throw new Error('It did not end');
        await sleep(100);
      }
      result.asleepBytes = Math.max(result.asleepBytes, memoryOf(mark).bytes);
      result.first.push(await call());
    }
    return result;
  } finally {
    await client.close();
    await rig.stop();
  }
}
