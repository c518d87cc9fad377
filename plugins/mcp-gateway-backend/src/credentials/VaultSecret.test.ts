import { mockServices } from '@backstage/backend-test-utils';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { VaultFailure } from '../vault/VaultFailure';
import { VaultSecret } from './VaultSecret';

const MINUTE_MS = 60_000;
const SECRET = 'the-secret-of-orders';

describe('VaultSecret', () => {
  let clock: ManualClock;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let paths: string[];
  let answer: () => Promise<unknown>;
  let secret: VaultSecret;

  const holds = (data: object) => async () => ({ data: { data } });
  const fails = (kind: 'refused' | 'unavailable') => async () => {
    throw new VaultFailure(kind, 'Vault answered 999');
  };
  const is = (text: string) => ({ kind: 'secret', secret: text });

  beforeEach(() => {
    clock = new ManualClock();
    logger = mockServices.logger.mock();
    paths = [];
    answer = holds({ key: SECRET, other: 'x' });
    secret = VaultSecret.create({
      name: 'orders',
      place: { mount: 'kv', path: 'team/orders', field: 'key' },
      vault: {
        ask: async ({ schema, path }) => {
          paths.push(path);
          return schema.parse(await answer());
        },
      },
      clock,
      logger,
    });
  });

  it('asks for a field of a key/value engine, once for all who wait, and then no more for a minute', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => secret.read()),
    );
    expect(all[0]).toEqual(is(SECRET));
    expect(paths).toEqual(['kv/data/team/orders']);
    clock.advance(MINUTE_MS - 1);
    // No promise: nobody is asked.
    expect(secret.read()).toEqual(is(SECRET));
    answer = holds({ key: 'rotated' });
    clock.advance(1);
    expect(await secret.read()).toEqual(is('rotated'));
    expect(paths).toHaveLength(2);
  });

  it('keeps the last one for ten minutes while Vault is away, without making anybody wait, and asks seldom', async () => {
    await secret.read();
    answer = fails('unavailable');
    clock.advance(MINUTE_MS);
    // The first to find out waits; nobody after.
    expect(await secret.read()).toEqual(is(SECRET));
    expect(secret.read()).toEqual(is(SECRET));
    expect(paths).toHaveLength(2);
    let finish = () => {};
    answer = () =>
      new Promise((_, reject) => {
        finish = () => reject(new VaultFailure('unavailable', 'gone'));
      });
    clock.advance(2_000);
    expect(secret.read()).toEqual(is(SECRET));
    expect(paths).toHaveLength(3);
    finish();
    answer = fails('unavailable');
    clock.advance(9 * MINUTE_MS - 2_001);
    expect(secret.read()).toEqual(is(SECRET));
    await new Promise(setImmediate);
    clock.advance(1);
    expect(await secret.read()).toEqual({ kind: 'unavailable' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    answer = holds({ key: 'back' });
    clock.advance(2_000);
    expect(await secret.read()).toEqual(is('back'));
  });

  it('drops it at once when Vault says that there is none, or not for the gateway', async () => {
    await secret.read();
    answer = fails('refused');
    clock.advance(MINUTE_MS);
    const gone = {
      kind: 'gone',
      text: "Vault has no secret 'orders' for the gateway.",
    };
    expect(await secret.read()).toEqual(gone);
    answer = fails('unavailable');
    clock.advance(2_000);
    // What it said no to does not come back by its silence.
    expect(await secret.read()).toEqual({ kind: 'unavailable' });
    answer = holds({ key: 'again' });
    clock.advance(2_000);
    expect(await secret.read()).toEqual(is('again'));
  });

  it.each([[{}], [{ key: '' }], [{ key: 7 }], [{ key: 'x'.repeat(70_000) }]])(
    'has none where the field holds no text',
    async data => {
      answer = holds(data);
      expect(await secret.read()).toMatchObject({ kind: 'gone' });
      expect(logger.warn).toHaveBeenCalledWith(
        "The secret 'orders' cannot be had from Vault: it has no text in 'key'",
      );
    },
  );

  it('takes no property of the object itself for a field', async () => {
    const strange = VaultSecret.create({
      name: 'orders',
      place: { mount: 'kv', path: 'orders', field: 'constructor' },
      vault: { ask: async ({ schema }) => schema.parse(await answer()) },
      clock,
      logger,
    });
    expect(await strange.read()).toMatchObject({ kind: 'gone' });
  });

  it('is unavailable where Vault was never there', async () => {
    answer = fails('unavailable');
    expect(await secret.read()).toEqual({ kind: 'unavailable' });
    expect(await secret.read()).toEqual({ kind: 'unavailable' });
    expect(paths).toHaveLength(1);
  });

  it('asks again when the system behind has refused it, once in two seconds at most (C5)', async () => {
    await secret.read();
    answer = holds({ key: 'rotated' });
    secret.lookAgain();
    expect(secret.read()).toEqual(is(SECRET));
    clock.advance(2_000);
    expect(await secret.read()).toEqual(is('rotated'));
    expect(paths).toHaveLength(2);
  });
});
