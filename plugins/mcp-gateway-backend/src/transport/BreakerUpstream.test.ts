import { Readable } from 'node:stream';
import { waitUntil } from '../__testUtils__/waitUntil';
import { upstreamRequest } from './__testUtils__/upstreamRequest';
import { BreakerUpstream } from './BreakerUpstream';
import { cancelledBy } from './Cancellation';
import { CircuitBreakers } from './CircuitBreakers';
import type { UpstreamAnswer, UpstreamRequest } from './Upstream';
import { UpstreamFailure, type UpstreamReason } from './UpstreamFailure';

const OPEN_MS = 10_000;

describe('BreakerUpstream', () => {
  const send = jest.fn<Promise<UpstreamAnswer>, [UpstreamRequest]>();
  let now = 1_000_000;
  let breakers: CircuitBreakers;
  let upstream: BreakerUpstream;

  beforeEach(() => {
    send.mockReset();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    use();
  });

  afterEach(() => jest.restoreAllMocks());

  function use(options: Parameters<typeof CircuitBreakers.create>[0] = {}) {
    breakers = CircuitBreakers.create({
      threshold: 3,
      openMs: OPEN_MS,
      ...options,
    });
    upstream = BreakerUpstream.create({ upstream: { send }, breakers });
  }

  const answer = (status = 200): UpstreamAnswer => ({
    status,
    headers: {},
    body: Readable.from(['{}']),
  });
  const call = (options?: Parameters<typeof upstreamRequest>[0]) =>
    upstream.send(upstreamRequest(options));
  const fail = (reason: UpstreamReason = 'upstream.unreachable') =>
    send.mockImplementation(async () => {
      throw new UpstreamFailure(reason);
    });
  const refused = { reason: 'upstream.circuit-open', retryAfterSeconds: 10 };

  async function open() {
    fail();
    for (let n = 0; n < 3; n++) {
      await expect(call()).rejects.toMatchObject({
        reason: 'upstream.unreachable',
      });
    }
    send.mockClear();
  }

  it('leaves a server alone that failed several times in a row', async () => {
    await open();
    await expect(call()).rejects.toMatchObject(refused);
    expect(send).not.toHaveBeenCalled();
    expect(breakers.status()).toEqual([
      {
        serverRef: 'api:default/orders',
        state: 'open',
        inFlight: 0,
        openedAt: now,
      },
    ]);
  });

  it('never holds one server responsible for another, nor for its former address', async () => {
    await open();
    send.mockImplementation(async () => answer());
    await expect(call({ serverRef: 'api:default/billing' })).resolves.toEqual(
      expect.objectContaining({ status: 200 }),
    );
    await expect(call({ url: 'https://new.example.com/mcp' })).resolves.toEqual(
      expect.objectContaining({ status: 200 }),
    );
    await expect(call()).rejects.toMatchObject(refused);
  });

  it.each([200, 202, 400, 404, 429, 500])(
    'takes an answer of %i for a sign of life',
    async status => {
      send.mockImplementation(async () => answer(status));
      for (let n = 0; n < 10; n++) expect((await call()).status).toBe(status);
    },
  );

  it.each([502, 503, 504])('counts an answer of %i', async status => {
    send.mockImplementation(async () => answer(status));
    for (let n = 0; n < 3; n++) expect((await call()).status).toBe(status);
    await expect(call()).rejects.toMatchObject(refused);
  });

  it('counts what does not answer in time, but not what the gateway forbids', async () => {
    fail('upstream.forbidden-address');
    for (let n = 0; n < 10; n++) {
      await expect(call()).rejects.toMatchObject({
        reason: 'upstream.forbidden-address',
      });
    }
    fail('upstream.timeout');
    for (let n = 0; n < 3; n++) {
      await expect(call()).rejects.toMatchObject({
        reason: 'upstream.timeout',
      });
    }
    await expect(call()).rejects.toMatchObject(refused);
  });

  it('does not count calls that were broken off, and counts from zero after a success', async () => {
    fail();
    for (let n = 0; n < 10; n++) {
      await expect(
        call({ cancellation: cancelledBy(AbortSignal.abort()) }),
      ).rejects.toBeInstanceOf(UpstreamFailure);
    }
    for (let n = 0; n < 5; n++) {
      fail();
      await expect(call()).rejects.toMatchObject({
        reason: 'upstream.unreachable',
      });
      await expect(call()).rejects.toMatchObject({
        reason: 'upstream.unreachable',
      });
      send.mockImplementation(async () => answer());
      await call();
    }
  });

  it('tries one call after a while, and refuses the others at once meanwhile', async () => {
    await open();
    now += OPEN_MS;
    let succeed = () => {};
    send.mockImplementation(
      () => new Promise(resolve => (succeed = () => resolve(answer()))),
    );
    const trial = call();
    await waitUntil(() => send.mock.calls.length === 1);
    expect(breakers.status()[0].state).toBe('trying');
    await expect(call()).rejects.toMatchObject({
      reason: 'upstream.circuit-open',
      retryAfterSeconds: 1,
    });
    expect(send).toHaveBeenCalledTimes(1);
    succeed();
    await trial;
    expect(breakers.status()[0].state).toBe('closed');
  });

  it('stays open when the trial fails or is broken off', async () => {
    await open();
    now += OPEN_MS;
    await expect(call()).rejects.toMatchObject({
      reason: 'upstream.unreachable',
    });
    await expect(call()).rejects.toMatchObject(refused);
    now += OPEN_MS;
    await expect(
      call({ cancellation: cancelledBy(AbortSignal.abort()) }),
    ).rejects.toMatchObject({
      reason: 'upstream.unreachable',
    });
    await expect(call()).rejects.toMatchObject(refused);
  });

  it('takes a trial that goes on for a slow tool', async () => {
    use({ trialMs: 20 });
    await open();
    now += OPEN_MS;
    let succeed = () => {};
    send.mockImplementationOnce(
      () => new Promise(resolve => (succeed = () => resolve(answer()))),
    );
    const trial = call();
    await waitUntil(() => breakers.status()[0].state === 'closed');
    send.mockImplementation(async () => answer());
    expect((await call()).status).toBe(200);
    succeed();
    expect((await trial).status).toBe(200);
  });

  it('bounds what one server works on, open answers included', async () => {
    use({ maxInFlight: 2 });
    send.mockImplementation(async () => answer());
    const answers = [await call(), await call()];
    await expect(call()).rejects.toMatchObject({
      reason: 'upstream.busy',
      retryAfterSeconds: 1,
    });
    expect((await call({ serverRef: 'api:default/billing' })).status).toBe(200);
    answers[0].body.destroy();
    await answers[1].body.toArray();
    await waitUntil(() => breakers.status().every(s => s.inFlight < 2));
    expect((await call()).status).toBe(200);
  });

  it('remembers a bounded number of servers', async () => {
    use({ maxServers: 4 });
    send.mockImplementation(async () => answer());
    for (let n = 0; n < 20; n++) await call({ serverRef: `api:default/s${n}` });
    expect(breakers.status()).toHaveLength(4);
  });
});
