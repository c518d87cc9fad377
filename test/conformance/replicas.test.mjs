// The same through two gateways on one PostgreSQL, without affinity: every request goes to the other one.
import { after, before, test } from 'node:test';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { REQUIRED_OF_SERVERS } from './lib/requirements.mjs';
import { startChain } from './lib/startChain.mjs';
import { testServer } from './lib/testServer.mjs';

const running = {};
before(async () => {
  running.postgres = await startPostgres();
  running.chain = await startChain({
    gateways: 2,
    database: running.postgres.connectionString,
  });
});
after(async () => {
  await running.chain?.stop();
  await running.postgres?.stop();
});

for (const revision of Object.keys(REQUIRED_OF_SERVERS))
  test(`two gateways in turns keep what conforms to ${revision}`, async t =>
    await testServer(t, {
      what: 'two gateways in turns',
      url: running.chain.url,
      revision,
    }));
