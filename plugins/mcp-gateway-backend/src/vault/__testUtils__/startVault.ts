import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How a Vault behaves that does not work. */
type Outage = 'none' | 'sealed' | 'silent';

/** A stand-in for Vault, written from its documentation: nothing here is the real service. */
export interface StandInVault {
  readonly url: string;
  /** Requests, as `GET /v1/secret/data/orders`. */
  readonly asked: string[];
  /** Who may ask. */
  token: string;
  outage: Outage;
  /** KV, version 2: what is there by `<mount>/<path>`. `null`: its latest version was deleted. */
  readonly secrets: Map<string, Record<string, unknown> | null>;
  stop(): Promise<void>;
}

export async function startVault(token: string): Promise<StandInVault> {
  const secrets: StandInVault['secrets'] = new Map();
  const says = { token, outage: 'none' as Outage, asked: [] as string[] };
  const server = createServer(async (request, response) => {
    await text(request);
    const { method, url = '', headers } = request;
    says.asked.push(`${method} ${url}`);
    const answer = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    if (says.outage === 'silent') return;
    if (says.outage === 'sealed') {
      answer(503, { errors: ['Vault is sealed'] });
    } else if (headers['x-vault-token'] !== says.token) {
      // It repeats what it was sent, as no proper one would.
      const shown = headers['x-vault-token'];
      answer(403, { errors: ['permission denied', shown] });
    } else {
      const [, mount, path] = /^\/v1\/([^/]+)\/data\/(.+)$/.exec(url) ?? [];
      const data = secrets.get(`${mount}/${path}`);
      if (data) answer(200, { data: { data, metadata: { version: 1 } } });
      else if (data === null) answer(404, { data: { data: null } });
      else answer(404, { errors: [] });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(says, {
    url: `http://127.0.0.1:${port}`,
    secrets,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
