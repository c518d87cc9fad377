import Provider from 'oidc-provider';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createConfiguration } from './createConfiguration';
import { loadKeys } from './loadKeys';
import { loginRoutes } from './loginRoutes';
import { readPeople } from './readPeople';
import type { Settings } from './readSettings';
import { SessionStore } from './SessionStore';
import { StateFile } from './StateFile';

/** A running provider. */
export interface DemoIdentity {
  port: number;
  stop(): Promise<void>;
}

/** Starts the OpenID provider of the example company, on this machine's loopback only. */
export async function startDemoIdentity(
  settings: Settings,
): Promise<DemoIdentity> {
  const people = readPeople(settings.peopleFile);
  const store = SessionStore.create({
    file: StateFile.create({ path: join(settings.stateDir, 'sessions.json') }),
  });
  const keys = await loadKeys(
    StateFile.create({ path: join(settings.stateDir, 'keys.json') }),
  );
  const provider = new Provider(
    settings.issuer,
    createConfiguration({ ...settings, keys, people, store }),
  );
  provider.use(loginRoutes({ provider, people }));

  const handle = provider.callback();
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      store.flush();
    },
  };
}
