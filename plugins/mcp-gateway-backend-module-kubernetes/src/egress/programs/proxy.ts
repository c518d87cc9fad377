import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import {
  atMost,
  EgressRules,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { PROXY_PORT, WITNESS_PORT } from '../../manifests/inside';
import { ProxyServer } from '../ProxyServer';

const MOST_LOOKUPS = 8;
/** Passes that are refused, told of each second. */
const STRANGERS_PER_SECOND = 10;

/** The proxy of the cluster, until it is told to end. */
export async function runProxy(
  env: NodeJS.ProcessEnv,
  say: (line: object) => void,
): Promise<void> {
  let strangers = 0;
  setInterval(() => (strangers = 0), 1000).unref();
  const proxy = ProxyServer.create({
    key: createPublicKey(env.SALLYPORT_PASS_KEY ?? ''),
    opened: EgressRules.create({
      allowedHosts: JSON.parse(env.SALLYPORT_OPENED_HOSTS ?? '[]'),
      publicHosts: env.SALLYPORT_PUBLIC_HOSTS
        ? JSON.parse(env.SALLYPORT_PUBLIC_HOSTS)
        : undefined,
    }),
    resolve: atMost(MOST_LOOKUPS, host => lookup(host, { all: true })),
    onDecision: say,
    onStranger: why => {
      if (strangers++ < STRANGERS_PER_SECOND) {
        say({ at: Date.now(), allowed: false, why });
      }
    },
  });
  // Nobody may come here: its only use is to be out of reach.
  const witness = createServer(socket => socket.end('sallyport\n'));
  const host = env.SALLYPORT_LISTEN_HOST;
  proxy.server.listen(Number(env.SALLYPORT_PROXY_PORT ?? PROXY_PORT), host);
  witness.listen(Number(env.SALLYPORT_WITNESS_PORT ?? WITNESS_PORT), host);
  await Promise.all([
    once(proxy.server, 'listening'),
    once(witness, 'listening'),
  ]);
  say({ at: Date.now(), listening: true });
  await once(process, 'SIGTERM');
  witness.close();
  proxy.close();
}
