import { waitUntil } from '../__testUtils__/waitUntil';
import { OpenStreams, type OpenStream } from './OpenStreams';

describe('OpenStreams', () => {
  const stream = (options: Partial<Omit<OpenStream, 'end'>> = {}) => ({
    serverRef: 'api:default/orders',
    person: 'user:default/alice',
    isEndless: false,
    isAllowed: async () => true,
    end: jest.fn(),
    ...options,
  });

  it('ends what is not allowed any more', async () => {
    const streams = new OpenStreams();
    const refused = stream({ isAllowed: async () => false });
    const unknown = stream({
      isAllowed: async () => {
        throw new Error('nobody answers');
      },
    });
    const elsewhere = stream({
      serverRef: 'api:default/billing',
      isAllowed: async () => false,
    });
    const allowed = stream();
    for (const open of [refused, unknown, elsewhere, allowed]) {
      streams.add(open);
    }
    await streams.sweep(new Set(['api:default/orders']));
    expect(refused.end).toHaveBeenCalledTimes(1);
    expect(unknown.end).toHaveBeenCalledTimes(1);
    expect(elsewhere.end).not.toHaveBeenCalled();
    expect(allowed.end).not.toHaveBeenCalled();
    expect(streams.size).toBe(2);
  });

  it('E6: bounds what one person has open, and nobody else', () => {
    const streams = new OpenStreams({ maxPerPerson: 2 });
    const forget = streams.add(stream());
    streams.add(stream());
    expect(streams.isFull('user:default/alice')).toBe(true);
    expect(streams.isFull('user:default/bob')).toBe(false);
    forget();
    forget();
    expect(streams.isFull('user:default/alice')).toBe(false);
    streams.add(stream());
    expect(streams.isFull('user:default/alice')).toBe(true);
  });

  it('drains: ends what has no end, waits for the rest', async () => {
    const streams = new OpenStreams();
    const endless = stream({ isEndless: true });
    const call = stream();
    streams.add(endless);
    const finish = streams.add(call);
    let drained = false;
    const draining = streams
      .drain({ deadlineMs: 60_000 })
      .then(() => (drained = true));
    await waitUntil(() => endless.end.mock.calls.length === 1);
    const late = stream({ isEndless: true });
    streams.add(late);
    await waitUntil(() => late.end.mock.calls.length === 1);
    expect(drained).toBe(false);
    finish();
    await draining;
    expect(call.end).not.toHaveBeenCalled();
  });

  it('drains: does not wait for ever', async () => {
    const streams = new OpenStreams();
    const call = stream();
    streams.add(call);
    await streams.drain({ deadlineMs: 60 });
    expect(call.end).toHaveBeenCalledTimes(1);
    expect(streams.size).toBe(0);
  });
});
