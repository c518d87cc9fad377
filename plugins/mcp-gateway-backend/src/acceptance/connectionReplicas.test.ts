import { TestDatabases } from '@backstage/backend-test-utils';
import { CREDENTIAL_TYPES } from '../__testUtils__/credentials/CREDENTIAL_TYPES';
import type { CredentialTraits } from '../__testUtils__/credentials/CredentialTraits';
import {
  type Bench,
  startBench,
} from '../__testUtils__/credentials/startBench';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(120_000);

const SIGN_IN = 'credential.needs-sign-in';

/** What people link themselves, at two gateways on one database (threat C4). */
describe('what people link', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  const [[databaseId]] = databases.eachSupportedId().slice(-1);
  const linked = CREDENTIAL_TYPES.filter(({ isLinked }) => isLinked);
  let bench: Bench;

  async function start(traits: CredentialTraits): Promise<Bench> {
    bench = await startBench(traits, await databases.init(databaseId));
    return bench;
  }
  afterEach(() => bench.stop());

  it.each(linked)(
    '$type: ends on both replicas when the person disconnects, and nobody else’s does',
    async traits => {
      const { saidTo, welcome, rig, gateways, disconnect } = await start(
        traits,
      );
      expect(await saidTo('alice', 1)).toBe(welcome());
      await disconnect();
      expect(await saidTo()).toBe(SIGN_IN);
      await waitUntil(async () => (await saidTo('alice', 1)) === SIGN_IN);
      expect(await saidTo('dave', 1)).toBe(welcome('dave'));
      await rig.link?.(gateways[1], 'alice');
      expect(await saidTo('alice', 1)).toBe(welcome());
    },
  );

  it.each(linked)(
    '$type: C4: a link is nobody’s who opens that of another',
    async traits => {
      const { call, saidTo, welcome, rig, gateways, disconnect } = await start(
        traits,
      );
      await disconnect();
      const { text } = await call();
      const ticket = /#ticket=([\w.-]+)/.exec(text)?.[1];
      expect(ticket).toBeDefined();
      const where = { ...rig.linked, ticket };
      const dave = gateways[1].as('dave');
      const answer =
        traits.type === 'personal-key'
          ? await dave.post('/connections/keys', { ...where, key: 'of-dave' })
          : await dave.post('/connections/sign-ins', where);
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toContain('for somebody else');
      expect(await saidTo()).toBe(SIGN_IN);
      expect(await saidTo('dave')).toBe(welcome('dave'));
    },
  );
});
