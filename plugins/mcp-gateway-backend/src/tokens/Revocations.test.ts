import { mockServices } from '@backstage/backend-test-utils';
import { TestClock } from './__testUtils__/TestClock';
import { Revocations } from './Revocations';
import type { RevokedToken, TokenRow } from './TokenStore';

const EXPIRES_AT = '2026-11-23T09:00:00.000Z';

describe('Revocations', () => {
  const clock = new TestClock();
  const logger = mockServices.logger.mock();
  const store = {
    find: jest.fn<Promise<TokenRow | undefined>, [string]>(),
    revokedAfter: jest.fn<Promise<RevokedToken[]>, [number, string]>(),
  };
  const revocations = () => Revocations.create({ store, clock, logger });
  const row = (revokedAt: string | null) =>
    ({ id: 'a', revoked_at: revokedAt } as TokenRow);

  beforeEach(() => {
    jest.resetAllMocks();
    store.revokedAfter.mockResolvedValue([]);
  });

  it('asks the database before the first reading', async () => {
    store.find.mockResolvedValue(row(clock.now().toString()));
    expect(await revocations().isRevoked('a')).toBe(true);
    store.find.mockResolvedValue(row(null));
    expect(await revocations().isRevoked('a')).toBe(false);
    store.find.mockResolvedValue(undefined);
    expect(await revocations().isRevoked('a')).toBe(true);
  });

  it('answers from memory while its reading is young', async () => {
    const known = revocations();
    await known.poll();
    clock.advance(1999);
    expect(await known.isRevoked('a')).toBe(false);
    expect(store.find).not.toHaveBeenCalled();
  });

  it('goes on where it stopped', async () => {
    const known = revocations();
    store.revokedAfter.mockResolvedValueOnce([
      { id: 'a', expires_at: EXPIRES_AT, revoked_sequence: 7 },
    ]);
    await known.poll();
    await known.poll();
    expect(store.revokedAfter.mock.calls.map(([after]) => after)).toEqual([
      0, 7,
    ]);
    expect(await known.isRevoked('a')).toBe(true);
  });

  it('asks about each call when the reading fails for two seconds, and fails closed', async () => {
    const known = revocations();
    await known.poll();
    store.revokedAfter.mockRejectedValue(new Error('connection lost'));
    clock.advance(1000);
    await known.poll();
    expect(await known.isRevoked('a')).toBe(false);
    expect(store.find).not.toHaveBeenCalled();

    clock.advance(1000);
    await known.poll();
    store.find.mockResolvedValueOnce(row('2026-11-23T08:00:01.000Z'));
    expect(await known.isRevoked('a')).toBe(true);
    store.find.mockRejectedValueOnce(new Error('connection lost'));
    await expect(known.isRevoked('a')).rejects.toThrow('connection lost');
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('counts the time from the question, not from the answer', async () => {
    const known = revocations();
    store.revokedAfter.mockImplementationOnce(async () => {
      clock.advance(2000);
      return [];
    });
    await known.poll();
    store.find.mockResolvedValueOnce(row('2026-11-23T08:00:01.000Z'));
    expect(await known.isRevoked('a')).toBe(true);
  });
});
