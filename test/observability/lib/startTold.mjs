// A real gateway process that pushes OTLP to somebody and can be scraped, after a session of a client with the calls that tell something:
// one that its server answers, one that the server does not take, and one that the gateway does not let through.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { root } from '../../../scripts/lib/paths.mjs';
import { listens, waitFor } from '../../../scripts/lib/waitFor.mjs';
import { freePort } from '../../support/rig/freePort.mjs';
import { startRig } from '../../support/rig/startRig.mjs';

export const SECRET = 'a-secret-in-the-arguments';
const EVERYTHING = join(
  root,
  'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);

async function call(rig, token) {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(
    new URL(rig.endpoint('everything')),
    { requestInit: { headers: { authorization: `Bearer ${token}` } } },
  );
  await client.connect(transport);
  await client.callTool({ name: 'echo', arguments: { message: SECRET } });
  await client.callTool({ name: 'echo', arguments: {} }).catch(() => {});
  await client.callTool({ name: 'made-up', arguments: {} }).catch(() => {});
  await transport.terminateSession();
  await client.close();
}

/** @param {string} endpoint where OTLP goes */
export async function startTold(endpoint) {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const server = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  let rig;
  const stop = async () => {
    try {
      await rig?.stop();
    } finally {
      if (server.exitCode === null) {
        server.kill();
        await once(server, 'exit');
      }
    }
  };
  try {
    const url = `http://localhost:${port}/mcp`;
    await waitFor(listens(url), { what: 'The server', seconds: 30 });
    rig = await startRig({
      servers: [{ name: 'everything', url, tools: ['echo'] }],
      people: ['alice'],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        // As SDKs do by themselves: protobuf, cumulative. What is pushed can be scraped, too.
        OTEL_METRICS_EXPORTER: 'otlp,prometheus',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_METRIC_EXPORT_TIMEOUT: '500',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
        OTEL_BSP_SCHEDULE_DELAY: '200',
      },
    });
    const token = await rig.token('alice', 'everything');
    await call(rig, token);
    const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    return {
      ...{ token, metricsUrl, stop },
      scrape: async () => await (await fetch(metricsUrl)).text(),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
