// The official suite against the fixture through a gateway, signed in: what conformed before conforms after.
import { after, before, test } from 'node:test';
import { startRig } from '../support/rig/startRig.mjs';
import { startFixture } from './fixture/startFixture.mjs';
import { REQUIRED_OF_SERVERS } from './lib/requirements.mjs';
import { startShim } from './lib/startShim.mjs';
import { testServer } from './lib/testServer.mjs';

const started = [];
const server = {};
before(async () => {
  const fixture = await startFixture();
  started.push(fixture);
  const rig = await startRig({
    servers: [{ name: 'fixture', url: fixture.url, tools: 'probe' }],
    people: ['alice'],
  });
  started.push(rig);
  const shim = await startShim({
    target: rig.endpoint('fixture'),
    token: await rig.token('alice', 'fixture'),
  });
  started.push(shim);
  server.url = shim.url;
});
after(async () => {
  for (const { stop } of started.reverse()) await stop();
});

for (const revision of Object.keys(REQUIRED_OF_SERVERS))
  test(`the gateway keeps what conforms to ${revision}`, async t =>
    await testServer(t, { what: 'gateway', url: server.url, revision }));
