import { HeldTokens } from './HeldTokens';
import type { Obtained } from './types';

function setUp(options: { maxEntries?: number } = {}) {
  let time = 1_000_000;
  const clock = { now: () => time, monotonic: () => time };
  const tokens = HeldTokens.create({ clock, ...options });
  let asked = 0;
  return {
    tokens,
    pass: (ms: number) => {
      time += ms;
    },
    asked: () => asked,
    ask: (answer: Obtained) => async () => {
      asked += 1;
      return answer;
    },
  };
}
const token = (expiresInSeconds?: number): Obtained => ({
  kind: 'token',
  token: 'secret',
  expiresInSeconds,
});

describe('HeldTokens', () => {
  it('C5: asks once for all who want the same at once', async () => {
    const { tokens, ask, asked } = setUp();
    const all = await Promise.all(
      Array.from({ length: 200 }, () => tokens.obtain('a', ask(token(60)))),
    );
    expect(asked()).toBe(1);
    expect(new Set(all).size).toBe(1);
    await tokens.obtain('b', ask(token(60)));
    expect(asked()).toBe(2);
  });

  it.each([
    // [stated lifetime in seconds, held for]
    [600, 570],
    [20, 15],
    [86_400, 3600],
    [undefined, 300],
  ])('holds a token of %p s for %p s', async (lifetime, seconds) => {
    const { tokens, pass, ask } = setUp();
    await tokens.obtain('a', ask(token(lifetime)));
    pass(seconds * 1000 - 1);
    expect(tokens.get('a')).toMatchObject({ token: 'secret' });
    pass(1);
    expect(tokens.get('a')).toBeUndefined();
  });

  it('counts from the question, not from a slow answer', async () => {
    const { tokens, pass } = setUp();
    await tokens.obtain('a', async () => {
      pass(569_999);
      return token(600);
    });
    pass(1);
    expect(tokens.get('a')).toBeUndefined();
  });

  it('believes a refusal or a silence for two seconds', async () => {
    const { tokens, pass, ask } = setUp();
    await tokens.obtain('a', ask({ kind: 'unavailable' }));
    expect(tokens.get('a')).toEqual({ kind: 'unavailable' });
    pass(2000);
    expect(tokens.get('a')).toBeUndefined();
  });

  it('holds nothing that has ended already, or that threw', async () => {
    const { tokens, ask } = setUp();
    await tokens.obtain('a', ask(token(0)));
    expect(tokens.get('a')).toBeUndefined();
    await expect(
      tokens.obtain('a', async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(tokens.get('a')).toBeUndefined();
    await tokens.obtain('a', ask(token(60)));
    expect(tokens.get('a')).toBeDefined();
  });

  it('forgets who came first when there are too many', async () => {
    const { tokens, ask } = setUp({ maxEntries: 2 });
    for (const key of ['a', 'b', 'c']) {
      await tokens.obtain(key, ask(token(60)));
    }
    expect(tokens.get('a')).toBeUndefined();
    expect(tokens.get('b')).toBeDefined();
    expect(tokens.get('c')).toBeDefined();
  });

  it('forgets what was refused, and nothing newer', async () => {
    const { tokens, ask, pass } = setUp();
    await tokens.obtain('a', ask(token(60)));
    tokens.refuse('a', 'an older one');
    expect(tokens.get('a')).toBeDefined();
    tokens.refuse('a', 'secret');
    expect(tokens.get('a')).toBeUndefined();
    tokens.refuse('a', 'secret');
    // A while later it may happen again.
    pass(2000);
    await tokens.obtain('a', ask(token(60)));
    tokens.refuse('a', 'secret');
    expect(tokens.get('a')).toBeUndefined();
  });

  it('C5: asks nobody for a while when a new one is refused at once', async () => {
    const { tokens, ask, pass, asked } = setUp();
    for (let time = 0; time < 2; time++) {
      await tokens.obtain('a', ask(token(60)));
      tokens.refuse('a', 'secret');
    }
    expect(tokens.get('a')).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 2,
    });
    expect(asked()).toBe(2);
    pass(2000);
    expect(tokens.get('a')).toBeUndefined();
  });
});
