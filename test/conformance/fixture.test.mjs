// The official suite against the fixture itself: whatever fails here is the fixture's fault, not the gateway's.
import { after, before, test } from 'node:test';
import { startFixture } from './fixture/startFixture.mjs';
import { REQUIRED_OF_SERVERS } from './lib/requirements.mjs';
import { testServer } from './lib/testServer.mjs';

const server = {};
before(async () => {
  Object.assign(server, await startFixture());
});
after(() => server.stop?.());

for (const revision of Object.keys(REQUIRED_OF_SERVERS))
  test(`the fixture conforms to ${revision}`, async t =>
    await testServer(t, { what: 'fixture', url: server.url, revision }));
