import { TestDatabases } from '@backstage/backend-test-utils';
import { CREDENTIAL_TYPES } from '../__testUtils__/credentials/CREDENTIAL_TYPES';
import type { CredentialTraits } from '../__testUtils__/credentials/CredentialTraits';
import { secretIn } from '../__testUtils__/credentials/secretIn';
import {
  type Bench,
  startBench,
} from '../__testUtils__/credentials/startBench';
import { scriptModern } from '../__testUtils__/scriptModern';
import { startScripted } from '../__testUtils__/startScripted';

jest.setTimeout(120_000);

/** Every kind of credential at two gateways on one database, before a system that takes nobody without one (threats C1, C2). */
describe('a credential of the type', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  // The stores are proved on both: here it is the real one where there is one.
  const [[databaseId]] = databases.eachSupportedId().slice(-1);
  let bench: Bench;

  async function start(traits: CredentialTraits): Promise<Bench> {
    bench = await startBench(traits, await databases.init(databaseId));
    return bench;
  }
  afterEach(() => bench.stop());

  it.each(CREDENTIAL_TYPES)(
    '$type works, for each person as themselves, on each replica, without the client’s own token (C1), and follows no redirect (C2)',
    async traits => {
      const { saidTo, welcome, state, upstream, tokens } = await start(traits);
      for (const at of [0, 1]) {
        expect(await saidTo('alice', at)).toBe(welcome('alice'));
        expect(await saidTo('dave', at)).toBe(welcome('dave'));
      }
      const [ofAlice, ofDave] = state.sent.map(secretIn);
      expect(ofAlice === ofDave).toBe(!traits.isPersonal);
      expect(state.refusals).toBe(0);
      const seen = JSON.stringify(upstream.seen.map(({ headers }) => headers));
      expect(tokens.length).toBeGreaterThan(3);
      expect(tokens.filter(token => seen.includes(token))).toEqual([]);

      const elsewhere = await startScripted(scriptModern);
      state.redirectsTo = elsewhere.url;
      expect(await saidTo()).toBe('upstream.invalid');
      await elsewhere.stop();
      expect(elsewhere.seen).toEqual([]);
      expect(state.sent).toHaveLength(5);
    },
  );

  it.each(CREDENTIAL_TYPES)(
    '$type that the system behind takes no more is had anew, or the caller is told: $whenRevoked',
    async traits => {
      const { call, saidTo, welcome, state, rig } = await start(traits);
      await call();
      await rig.revoke(state.sent[0]);
      const { said, text } = await call();
      expect(text).not.toContain(secretIn(state.sent[0]));
      expect(said).toBe(
        traits.whenRevoked === 'anew' ? welcome() : traits.whenRevoked,
      );
      for (let more = 0; more < 10; more++) await call();
      const others = traits.isPersonal ? ['dave'] : [];
      for (const other of others) {
        expect(await saidTo(other)).toBe(welcome(other));
      }
    },
  );

  const thatEnd = CREDENTIAL_TYPES.flatMap(traits =>
    traits.life ? [{ ...traits, life: traits.life }] : [],
  );
  it.each(thatEnd)(
    '$type is another before it ends, and after it has, without a refusal',
    async traits => {
      const { saidTo, welcome, state, rig, pass } = await start(traits);
      const { renewsAfter, endsAfter } = traits.life;
      await saidTo();
      await pass(renewsAfter);
      expect(await saidTo()).toBe(welcome());
      const [before, after] = state.sent.map(secretIn);
      expect(after).not.toBe(before);
      await pass(endsAfter);
      expect(await rig.whoIs(state.sent[1])).toBeUndefined();
      expect(await saidTo()).toBe(welcome());
      expect(state.refusals).toBe(0);
    },
  );

  const thatRotate = CREDENTIAL_TYPES.flatMap(traits =>
    traits.followsWithin === undefined
      ? []
      : [{ ...traits, followsWithin: traits.followsWithin }],
  );
  it.each(thatRotate)(
    '$type follows who rotates it, and is looked for at once where the old one is refused',
    async traits => {
      const { saidTo, welcome, state, rig, pass } = await start(traits);
      await saidTo();
      await rig.rotate?.();
      await pass(traits.followsWithin);
      expect(await saidTo()).toBe(welcome());
      expect(state.refusals).toBe(0);
      await rig.rotate?.();
      await pass(2_000);
      expect(await saidTo()).toBe(welcome());
      expect(state.refusals).toBe(1);
    },
  );
});
