import { aHostedSnapshot } from '../__testUtils__/aHostedSnapshot';
import type { T } from '../hooks/useT';
import { hostedWords } from './hostedWords';

/** Keys and values: the words themselves are the translation's. */
const t = ((key: string, values?: object) =>
  values ? `${key} ${JSON.stringify(values)}` : key) as unknown as T;

describe('hostedWords', () => {
  it('says who shares it, and nothing of ports where it reads its input', () => {
    expect(hostedWords(aHostedSnapshot({ isolation: 'per-user' }), t)).toEqual([
      'snapshot.isolation.per-user',
    ]);
  });

  it('says where it listens', () => {
    const run = { transport: 'streamable-http', port: 8080 } as const;
    expect(hostedWords(aHostedSnapshot({ run }), t)).toEqual([
      'snapshot.isolation.shared',
      'snapshot.listens {"port":"8080","path":"/mcp"}',
    ]);
  });
});
