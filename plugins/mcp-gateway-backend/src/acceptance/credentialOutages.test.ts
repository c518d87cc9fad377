import { TestDatabases } from '@backstage/backend-test-utils';
import { CREDENTIAL_TYPES } from '../__testUtils__/credentials/CREDENTIAL_TYPES';
import type { CredentialTraits } from '../__testUtils__/credentials/CredentialTraits';
import { secretIn } from '../__testUtils__/credentials/secretIn';
import {
  type Bench,
  startBench,
} from '../__testUtils__/credentials/startBench';

jest.setTimeout(120_000);

const SECOND = 1_000;

/** Whoever gives a credential is away, says no, or is asked by many at once (threat C5). */
describe('C5: a credential of the type', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  const [[databaseId]] = databases.eachSupportedId().slice(-1);
  let bench: Bench;

  async function start(traits: CredentialTraits): Promise<Bench> {
    bench = await startBench(traits, await databases.init(databaseId));
    return bench;
  }
  afterEach(() => bench.stop());

  const withOutage = CREDENTIAL_TYPES.flatMap(traits =>
    traits.outage ? [{ ...traits, outage: traits.outage }] : [],
  );
  it.each(withOutage)(
    '$type is used to its end while whoever gives it is away; then "not now", until they are back',
    async traits => {
      const { call, saidTo, welcome, rig, pass } = await start(traits);
      const { keptFor, endsWithin } = traits.outage;
      await call();
      rig.setAway?.(true);
      await pass(keptFor - 10 * SECOND);
      expect(await saidTo()).toBe(welcome());
      await pass(endsWithin);
      const away = await call();
      expect(away).toMatchObject({
        status: 503,
        said: 'credential.unavailable',
      });
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
      // A storm of calls is no storm of questions.
      const asked = rig.asked?.();
      await Promise.all(Array.from({ length: 10 }, () => call()));
      expect(rig.asked?.()).toBe(asked);
      rig.setAway?.(false);
      await pass(10 * SECOND);
      expect(await saidTo()).toBe(welcome());
    },
  );

  const withRefusal = CREDENTIAL_TYPES.flatMap(traits =>
    traits.refusal ? [{ ...traits, refusal: traits.refusal }] : [],
  );
  it.each(withRefusal)(
    '$type is dropped on both replicas when whoever gives it says no: $refusal.reason',
    async traits => {
      const { call, state, rig, pass } = await start(traits);
      await call();
      rig.refuse?.();
      await pass(traits.refusal.after);
      for (const at of [0, 1]) {
        const { said, text } = await call('alice', at);
        expect(said).toBe(traits.refusal.reason);
        expect(text).not.toContain(secretIn(state.sent[0]));
      }
      expect(state.sent).toHaveLength(1);
    },
  );

  const withQuestions = CREDENTIAL_TYPES.flatMap(traits =>
    traits.questions ? [{ ...traits, questions: traits.questions }] : [],
  );
  it.each(withQuestions)(
    '$type is asked for once by each who has to, however many calls wait on two replicas: $questions.count',
    async traits => {
      const { call, saidTo, welcome, rig, pass } = await start(traits);
      await Promise.all([call('alice', 0), call('alice', 1)]);
      await pass(traits.questions.after);
      const asked = rig.asked?.() ?? 0;
      const said = await Promise.all(
        Array.from({ length: 20 }, (_, index) => saidTo('alice', index % 2)),
      );
      expect(new Set(said)).toEqual(new Set([welcome()]));
      expect((rig.asked?.() ?? 0) - asked).toBe(traits.questions.count);
    },
  );
});
