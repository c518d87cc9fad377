import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVault } from '../../vault/__testUtils__/startVault';
import type { StartRig } from './CredentialRig';

const credential = {
  type: 'static',
  secret: 'orders',
  header: 'X-Api-Key',
} as const;

/** The system behind knows one key, and nobody by name. */
function sharedKey() {
  const taken = { key: 'shared-key-0' };
  const whoIs = async (headers: IncomingHttpHeaders) =>
    headers['x-api-key'] === taken.key ? 'anybody' : undefined;
  const next = () => {
    taken.key = `shared-key-${Number(taken.key.split('-').at(-1)) + 1}`;
    return taken.key;
  };
  return { taken, whoIs, next };
}

export const startStaticValue: StartRig = async ({ serverRef }) => {
  const { taken, whoIs, next } = sharedKey();
  const servers = [serverRef];
  return {
    ...{ credential, whoIs },
    config: {
      credentials: { secrets: { orders: { value: taken.key, servers } } },
    },
    revoke: async () => void next(),
    stop: async () => {},
  };
};

export const startStaticFile: StartRig = async ({ serverRef }) => {
  const { taken, whoIs, next } = sharedKey();
  const folder = await mkdtemp(join(tmpdir(), 'secret-'));
  const file = join(folder, 'key');
  // As Kubernetes does it: another file takes its place.
  const write = async (key: string) => {
    await writeFile(`${file}.next`, key);
    await rename(`${file}.next`, file);
  };
  await write(taken.key);
  const servers = [serverRef];
  return {
    ...{ credential, whoIs },
    config: { credentials: { secrets: { orders: { file, servers } } } },
    rotate: async () => await write(next()),
    revoke: async () => void next(),
    stop: async () => await rm(folder, { recursive: true }),
  };
};

export const startStaticVault: StartRig = async ({ serverRef }) => {
  const { taken, whoIs, next } = sharedKey();
  const folder = await mkdtemp(join(tmpdir(), 'vault-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'hvs.token-of-the-gateway');
  const vault = await startVault('hvs.token-of-the-gateway');
  const write = (key: string) => vault.secrets.set('secret/orders', { key });
  write(taken.key);
  return {
    ...{ credential, whoIs },
    config: {
      vault: { address: vault.url, tokenFile },
      credentials: {
        secrets: {
          orders: {
            vault: { path: 'orders', field: 'key' },
            servers: [serverRef],
          },
        },
      },
    },
    rotate: async () => void write(next()),
    revoke: async () => void next(),
    setAway: isAway => {
      vault.outage = isAway ? 'sealed' : 'none';
    },
    refuse: () => vault.secrets.set('secret/orders', null),
    asked: () => vault.asked.length,
    async stop() {
      await vault.stop();
      await rm(folder, { recursive: true });
    },
  };
};
