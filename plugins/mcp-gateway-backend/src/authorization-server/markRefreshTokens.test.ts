import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { isOpaqueToken } from '../opaque-tokens/isOpaqueToken';
import { startAuthorization } from './__testUtils__/startAuthorization';
import { idOf } from './idOf';
import { REFRESH_TOKEN_PREFIX } from './REFRESH_TOKEN_PREFIX';

jest.setTimeout(60_000);

describe('the text of refresh tokens', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('is what scanners know, after every rotation; tokens of before go on working', async () => {
    const knex = await databases.init('SQLITE_3');
    const bench = await startAuthorization({
      gateway: {
        features: [
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
        ],
      },
    });
    try {
      const { client, refresh } = await bench.getTokens();
      expect(refresh).toMatch(/^sallyport_rt_[0-9A-Za-z]{49}$/);
      const { body } = await client.refresh(refresh);
      const second = String(body.refresh_token);
      expect(isOpaqueToken(REFRESH_TOKEN_PREFIX, second)).toBe(true);
      expect(second).not.toBe(refresh);

      // As the library made them before.
      const old = 'x'.repeat(43);
      const count = await knex('oauth_state')
        .where({ model: 'RefreshToken', id: idOf(second) })
        .update({ id: idOf(old) });
      expect(count).toBe(1);
      const third = await client.refresh(old);
      expect([third.status, third.body.error]).toEqual([200, undefined]);
      expect(third.body.refresh_token).toMatch(/^sallyport_rt_/);
      expect((await client.refresh(old)).body.error).toBe('invalid_grant');
    } finally {
      await bench.stop();
    }
  });
});
