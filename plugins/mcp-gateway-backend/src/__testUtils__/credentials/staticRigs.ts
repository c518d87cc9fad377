import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVault } from '../../vault/__testUtils__/startVault';
import type { StartRig } from './CredentialRig';

const credentialOf = (secret: string) =>
  ({ type: 'static', secret, header: 'X-Api-Key' } as const);

/** The system behind knows one key, and nobody by name. */
function sharedKey(name: string) {
  const taken = { key: `shared-key-of-${name}-0` };
  const handedOut = new Map([['key 0', taken.key]]);
  const whoIs = async (headers: IncomingHttpHeaders) =>
    headers['x-api-key'] === taken.key ? 'anybody' : undefined;
  const next = () => {
    const count = handedOut.size;
    taken.key = `shared-key-of-${name}-${count}`;
    handedOut.set(`key ${count}`, taken.key);
    return taken.key;
  };
  return { taken, handedOut, whoIs, next };
}

export const startStaticValue: StartRig = async ({ serverRef, name }) => {
  const { taken, handedOut, whoIs, next } = sharedKey(name);
  const servers = [serverRef];
  return {
    ...{ credential: credentialOf(name), whoIs, handedOut },
    config: {
      credentials: { secrets: { [name]: { value: taken.key, servers } } },
    },
    revoke: async () => void next(),
    stop: async () => {},
  };
};

export const startStaticFile: StartRig = async ({ serverRef, name }) => {
  const { taken, handedOut, whoIs, next } = sharedKey(name);
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
    ...{ credential: credentialOf(name), whoIs, handedOut },
    config: { credentials: { secrets: { [name]: { file, servers } } } },
    rotate: async () => await write(next()),
    revoke: async () => void next(),
    stop: async () => await rm(folder, { recursive: true }),
  };
};

export const startStaticVault: StartRig = async ({ serverRef, name }) => {
  const { taken, handedOut, whoIs, next } = sharedKey(name);
  const folder = await mkdtemp(join(tmpdir(), 'vault-'));
  const tokenFile = join(folder, 'token');
  const token = 'hvs.token-of-the-gateway';
  handedOut.set('token of Vault', token);
  await writeFile(tokenFile, token);
  const vault = await startVault(token);
  const write = (key: string) => vault.secrets.set(`secret/${name}`, { key });
  write(taken.key);
  return {
    ...{ credential: credentialOf(name), whoIs, handedOut },
    config: {
      vault: { address: vault.url, tokenFile },
      credentials: {
        secrets: {
          [name]: {
            vault: { path: name, field: 'key' },
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
    refuse: () => vault.secrets.set(`secret/${name}`, null),
    asked: () => vault.asked.length,
    async stop() {
      await vault.stop();
      await rm(folder, { recursive: true });
    },
  };
};
