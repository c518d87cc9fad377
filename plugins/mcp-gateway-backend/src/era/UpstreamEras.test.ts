import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { upstreamRequest } from '../transport/__testUtils__/upstreamRequest';
import { UpstreamEras } from './UpstreamEras';

jest.setTimeout(60_000);

const HOUR_MS = 60 * 60_000;

describe('UpstreamEras', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  const request = upstreamRequest();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: ManualClock;
    const logger = mockServices.logger.mock();
    const replica = () => UpstreamEras.create({ database, logger, clock });

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      clock = new ManualClock();
    });

    it('knows on every replica what one has learnt, for a day', async () => {
      const [one, other] = [replica(), replica()];
      expect(await one.speaks(request, 'modern')).toBeUndefined();
      await one.learn(request, 'modern', false);
      expect(await one.speaks(request, 'modern')).toBe(false);
      expect(await other.speaks(request, 'modern')).toBe(false);
      expect(await other.speaks(request, 'legacy')).toBeUndefined();
      clock.advance(25 * HOUR_MS);
      expect(await one.speaks(request, 'modern')).toBeUndefined();
      expect(await replica().speaks(request, 'modern')).toBeUndefined();
      await one.cleanUp();
      expect(await database('upstream_eras')).toEqual([]);
    });

    it('knows nothing of another address', async () => {
      const eras = replica();
      await eras.learn(request, 'modern', true);
      const elsewhere = { ...request, url: 'https://elsewhere.example/mcp' };
      expect(await eras.speaks(elsewhere, 'modern')).toBeUndefined();
    });

    it('writes what it knows already no second time', async () => {
      const eras = replica();
      await eras.learn(request, 'legacy', true);
      await database('upstream_eras').delete();
      await eras.learn(request, 'legacy', true);
      expect(await database('upstream_eras')).toEqual([]);
      await eras.learn(request, 'legacy', false);
      expect(await database('upstream_eras')).toHaveLength(1);
    });

    it('forgets what an answer contradicts', async () => {
      const eras = replica();
      await eras.learn(request, 'modern', true);
      await eras.forget(request, 'modern');
      expect(await eras.speaks(request, 'modern')).toBeUndefined();
      expect(await replica().speaks(request, 'modern')).toBeUndefined();
    });
  });

  it('goes on without a database', async () => {
    const database = await databases.init('SQLITE_3');
    const logger = mockServices.logger.mock();
    const eras = UpstreamEras.create({ database, logger });
    expect(await eras.speaks(request, 'modern')).toBeUndefined();
    await eras.learn(request, 'modern', true);
    expect(await eras.speaks(request, 'modern')).toBe(true);
    expect(logger.warn).toHaveBeenCalled();
  });
});
