// The official suite against the fixture through a gateway, signed in: what conformed before conforms after.
import { after, before, test } from 'node:test';
import { REQUIRED_OF_SERVERS } from './lib/requirements.mjs';
import { startChain } from './lib/startChain.mjs';
import { testServer } from './lib/testServer.mjs';

const chain = {};
before(async () => {
  Object.assign(chain, await startChain());
});
after(() => chain.stop?.());

for (const revision of Object.keys(REQUIRED_OF_SERVERS))
  test(`the gateway keeps what conforms to ${revision}`, async t =>
    await testServer(t, { what: 'gateway', url: chain.url, revision }));
