import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readIdentityProviders } from './readIdentityProviders';

const PORTAL = 'https://portal.example';
const GATEWAY = 'https://mcp.example';
const one = {
  issuer: 'https://idp.example/realm',
  user: { claim: 'email', matches: 'email' },
};

function read(...identityProviders: JsonObject[]) {
  return readIdentityProviders(
    mockServices.rootConfig({
      data: {
        backend: { baseUrl: PORTAL },
        mcpGateway: { identityProviders },
      },
    }),
    { publicUrl: GATEWAY },
  );
}

describe('readIdentityProviders', () => {
  it('takes signatures made with private keys, and tokens for the endpoint alone, where nothing else is said', () => {
    expect(read()).toEqual([]);
    expect(read(one)).toEqual([
      {
        ...one,
        audiences: [],
        algorithms: ['RS256', 'PS256', 'ES256'],
        user: { ...one.user, namespace: 'default' },
      },
    ]);
  });

  it.each([
    ['a shared secret as a key', { algorithms: ['HS256'] }, /algorithms/],
    ['no signature', { algorithms: ['none'] }, /algorithms/],
    ['no algorithm at all', { algorithms: [] }, /algorithms/],
    ['Backstage itself', { issuer: `${PORTAL}/api/auth` }, /Backstage/],
    ['the gateway itself', { issuer: GATEWAY }, /twice/],
    ['what is no address', { issuer: 'idp' }, /http\(s\) address/],
    ['no rule for people', { user: { claim: 'x', matches: 'y' } }, /matches/],
    [
      'no name of the annotation',
      { user: { claim: 'x', matches: 'annotation' } },
      /annotation/,
    ],
    [
      'answers that are used for long',
      {
        introspection: {
          client: { id: 'x', authentication: 'none' },
          cacheSeconds: 61,
        },
      },
      /cacheSeconds/,
    ],
  ])('P1: stops the start at %s', (_what, change, why) => {
    expect(() => read({ ...one, ...change })).toThrow(why);
  });

  it('P1: stops the start at two of one issuer', () => {
    expect(() => read(one, one)).toThrow(/twice/);
  });
});
