import type { Provider } from 'oidc-provider';
import { CurrentProvider, type ProviderKeys } from './CurrentProvider';

const key = (kid: string) => ({ kid, kty: 'EC' });

describe('CurrentProvider', () => {
  it('is the same until a key is new, signing or cookie', async () => {
    const made: ProviderKeys[] = [];
    let keys: ProviderKeys = { signingKey: key('one'), cookieKeys: ['a'] };
    const current = CurrentProvider.create({
      keys: async () => keys,
      make: asked => {
        made.push(asked);
        return {} as Provider;
      },
    });
    const first = await current.get();
    expect(await current.get()).toBe(first);

    keys = { ...keys, cookieKeys: ['b', 'a'] };
    const second = await current.get();
    expect(second).not.toBe(first);
    keys = { ...keys, signingKey: key('two') };
    expect(await current.get()).not.toBe(second);
    expect(
      made.map(({ signingKey, cookieKeys }) => [signingKey.kid, cookieKeys]),
    ).toEqual([
      ['one', ['a']],
      ['one', ['b', 'a']],
      ['two', ['b', 'a']],
    ]);
  });
});
