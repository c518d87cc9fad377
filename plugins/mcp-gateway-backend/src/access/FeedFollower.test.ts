import { mockServices } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ManualClock } from './__testUtils__/ManualClock';
import { ScriptedRegistry } from './__testUtils__/ScriptedRegistry';
import { FeedFollower } from './FeedFollower';

const ORDERS = 'api:default/orders';
const TICKETS = 'api:default/tickets';

describe('FeedFollower', () => {
  let follower: FeedFollower | undefined;

  afterEach(() => follower?.stop());

  /** Nothing is polled in the background: each test asks when it wants to. */
  function setUp(registry = new ScriptedRegistry()) {
    const clock = new ManualClock();
    const logger = mockServices.logger.mock();
    const created = FeedFollower.create({ registry, logger, clock });
    const heard: string[][] = [];
    created.onChange(refs => heard.push([...refs].sort()));
    follower = created;
    return { clock, logger, registry, follower: created, heard };
  }

  it('is not ready and lost before it has heard anything', () => {
    const { follower: tested } = setUp();
    expect(tested.isReady()).toBe(false);
    expect(tested.status()).toEqual({ sequence: 0, state: 'lost' });
  });

  it('reads all documents first, whatever the number of pages', async () => {
    const { registry, follower: tested, heard } = setUp();
    registry.pageSize = 2;
    const refs = Array.from({ length: 25 }, (_, n) => `api:default/s${n}`);
    refs.forEach(ref => registry.put(ref));
    await tested.catchUp();
    expect(tested.isReady()).toBe(true);
    expect(tested.status()).toMatchObject({ sequence: 25, state: 'current' });
    expect(refs.every(ref => tested.get(ref)?.serverRef === ref)).toBe(true);
    expect(registry.mostDocumentsAtOnce).toBe(8);
    expect(heard).toEqual([[...refs].sort()]);
  });

  it('finds a document whatever the case of the ref', async () => {
    const { registry, follower: tested } = setUp();
    registry.put(ORDERS);
    await tested.catchUp();
    expect(tested.get('API:Default/Orders')?.serverRef).toBe(ORDERS);
  });

  it('applies changes, page by page, and tells about each batch once', async () => {
    const { registry, follower: tested, heard } = setUp();
    registry.put(ORDERS);
    registry.put(TICKETS);
    await tested.catchUp();
    heard.length = 0;
    registry.put(ORDERS, { status: 'suspended' });
    registry.put(TICKETS, { title: 'New' });
    await tested.catchUp();
    expect(tested.get(ORDERS)?.status).toBe('suspended');
    expect(tested.get(TICKETS)?.title).toBe('New');
    expect(tested.status().sequence).toBe(4);
    expect(heard).toEqual([[ORDERS, TICKETS]]);
    await tested.catchUp();
    expect(heard).toHaveLength(1);
  });

  it('tells nothing when a document is the same as before', async () => {
    const { registry, follower: tested, heard } = setUp();
    registry.put(ORDERS);
    await tested.catchUp();
    registry.touchWithoutChange(ORDERS);
    await tested.catchUp();
    expect(tested.status().sequence).toBe(2);
    expect(heard).toEqual([[ORDERS]]);
  });

  describe('stops', () => {
    const stop = {
      id: 's1',
      kind: 'server',
      subject: `id of ${ORDERS}`,
    } as const;
    const isStopped = (tested: FeedFollower) => {
      const document = tested.get(ORDERS);
      return (
        document !== undefined &&
        tested.stops()?.ofServer(document, Date.now()) !== undefined
      );
    };

    it('are there with the first documents, and go when they are lifted', async () => {
      const { registry, follower: tested, heard } = setUp();
      registry.put(ORDERS);
      registry.setStops(stop);
      await tested.catchUp();
      expect(isStopped(tested)).toBe(true);
      expect(tested.sequence()).toBe(2);
      registry.setStops();
      await tested.catchUp();
      expect(tested.stops()).toBeUndefined();
      expect(tested.sequence()).toBe(3);
      // Whoever has something open is looked at again: in the first reading, and when the stop was lifted.
      expect(heard.at(-1)).toEqual([ORDERS]);
    });

    it('hold before the sequence number says so, over any number of pages', async () => {
      const { registry, follower: tested } = setUp();
      registry.pageSize = 1;
      registry.put(ORDERS);
      await tested.catchUp();
      registry.setStops(stop);
      registry.put(TICKETS);
      registry.put('api:default/third');
      const seen: { knows: boolean; stopped: boolean }[] = [];
      registry.onChanges = () => {
        seen.push({
          knows: tested.sequence() >= 2,
          stopped: isStopped(tested),
        });
      };
      await tested.catchUp();
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.filter(({ knows, stopped }) => knows && !stopped)).toEqual(
        [],
      );
      expect(tested.sequence()).toBe(4);
      expect(isStopped(tested)).toBe(true);
    });

    it('keep the feed from going on where they cannot be read', async () => {
      const { registry, clock, follower: tested } = setUp();
      registry.put(ORDERS);
      await tested.catchUp();
      registry.failStops(true);
      registry.setStops(stop);
      clock.advance(2_001);
      await tested.catchUp();
      expect(tested.sequence()).toBe(1);
      expect(tested.state()).toBe('behind');
      registry.failStops(false);
      await tested.catchUp();
      expect(tested.sequence()).toBe(2);
      expect(isStopped(tested)).toBe(true);
    });

    it('are those of the new epoch after a reset', async () => {
      const { registry, follower: tested } = setUp();
      registry.put(ORDERS);
      registry.setStops(stop);
      await tested.catchUp();
      registry.reset('two');
      registry.put(ORDERS);
      await tested.catchUp();
      expect(isStopped(tested)).toBe(false);
      registry.setStops(stop);
      await tested.catchUp();
      expect(isStopped(tested)).toBe(true);
    });
  });

  it('forgets a server that is gone', async () => {
    const { registry, follower: tested, heard } = setUp();
    registry.put(ORDERS);
    await tested.catchUp();
    registry.remove(ORDERS);
    await tested.catchUp();
    expect(tested.get(ORDERS)).toBe(undefined);
    expect(heard).toEqual([[ORDERS], [ORDERS]]);
  });

  it.each<[string, (registry: ScriptedRegistry) => void]>([
    ['the epoch changes', registry => registry.reset('two')],
    ['the feed is shorter than before', registry => registry.reset('one')],
  ])('starts over when %s', async (_, reset) => {
    const { registry, follower: tested, heard } = setUp();
    registry.put(ORDERS);
    registry.put(TICKETS);
    await tested.catchUp();
    heard.length = 0;
    reset(registry);
    // Same etag as before the reset, other content: an etag of another epoch must not be trusted.
    registry.put(ORDERS, { title: 'Restored' });
    await tested.catchUp();
    expect(tested.get(ORDERS)?.title).toBe('Restored');
    expect(tested.get(TICKETS)).toBe(undefined);
    expect(tested.status()).toMatchObject({ sequence: 1, state: 'current' });
    expect(heard).toEqual([[ORDERS, TICKETS]]);
  });

  it('is behind, then lost, by the time since the registry answered; then current again', async () => {
    const { registry, clock, follower: tested } = setUp();
    registry.put(ORDERS);
    await tested.catchUp();
    registry.setDown(true);
    const states = [];
    for (const milliseconds of [2_000, 1, 27_999, 1]) {
      clock.advance(milliseconds);
      await tested.catchUp();
      states.push(tested.status().state);
    }
    expect(states).toEqual(['current', 'behind', 'behind', 'lost']);
    // What it knew is not forgotten: it is the state that refuses.
    expect(tested.get(ORDERS)).toBeDefined();
    registry.setDown(false);
    await tested.catchUp();
    expect(tested.status().state).toBe('current');
  });

  it('counts from the question, not from a late answer', async () => {
    const { registry, clock, follower: tested } = setUp();
    registry.onChanges = () => clock.advance(2_500);
    await tested.catchUp();
    expect(tested.status().state).toBe('behind');
  });

  it('is not fooled by a machine that slept or a clock that was set back', async () => {
    const { clock, follower: tested } = setUp();
    await tested.catchUp();
    clock.setTimeOfDay(clock.now() - 3_600_000);
    clock.advance(2_001);
    expect(tested.status().state).toBe('behind');
    await tested.catchUp();
    clock.setTimeOfDay(clock.now() + 3_600_000);
    expect(tested.status().state).toBe('lost');
  });

  it('logs an outage once and its end once', async () => {
    const { registry, logger, follower: tested } = setUp();
    registry.setDown(true);
    for (let attempt = 0; attempt < 5; attempt++) await tested.catchUp();
    registry.setDown(false);
    await tested.catchUp();
    await tested.catchUp();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('does not go on before the document of a change could be read', async () => {
    const { registry, clock, follower: tested } = setUp();
    registry.put(ORDERS);
    await tested.catchUp();
    clock.advance(2_001);
    registry.put(ORDERS, { status: 'suspended' });
    registry.failDocument(ORDERS, new TypeError('fetch failed'));
    await tested.catchUp();
    expect(tested.status()).toMatchObject({ sequence: 1, state: 'behind' });
    registry.failDocument(ORDERS, undefined);
    await tested.catchUp();
    expect(tested.status()).toMatchObject({ sequence: 2, state: 'current' });
    expect(tested.get(ORDERS)?.status).toBe('suspended');
  });

  it('does not let one document that always fails stop all other servers', async () => {
    const { registry, follower: tested } = setUp();
    registry.put(ORDERS);
    registry.put(TICKETS);
    await tested.catchUp();
    registry.put(ORDERS);
    registry.put(TICKETS, { title: 'New' });
    registry.failDocument(ORDERS, new TypeError('terminated'));
    for (let attempt = 0; attempt < 3; attempt++) await tested.catchUp();
    expect(tested.get(ORDERS)).toBe(undefined);
    expect(tested.get(TICKETS)?.title).toBe('New');
    expect(tested.status()).toMatchObject({ sequence: 4, state: 'current' });
  });

  it('drops a document that is not valid, says so once, and takes it again when it is', async () => {
    const { registry, logger, clock, follower: tested, heard } = setUp();
    registry.put(ORDERS);
    registry.put(TICKETS);
    await tested.catchUp();
    registry.failDocument(ORDERS, new Error('something unexpected: grants'));
    registry.put(ORDERS);
    await tested.catchUp();
    expect(tested.get(ORDERS)).toBe(undefined);
    expect(tested.get(TICKETS)).toBeDefined();
    expect(tested.status().sequence).toBe(3);
    expect(heard.at(-1)).toEqual([ORDERS]);
    clock.advance(10_000);
    await tested.catchUp();
    expect(logger.error).toHaveBeenCalledTimes(1);
    // Without a change: it is asked for again after a while.
    registry.failDocument(ORDERS, undefined);
    clock.advance(10_000);
    await tested.catchUp();
    expect(tested.get(ORDERS)).toBeDefined();
  });

  it('does not take the document of another server', async () => {
    const { registry, follower: tested } = setUp();
    registry.put(ORDERS, { serverRef: TICKETS } as Partial<AccessDocument>);
    await tested.catchUp();
    expect(tested.get(ORDERS)).toBe(undefined);
    expect(tested.get(TICKETS)).toBe(undefined);
  });

  it('asks once for all who wait, and again for those who came after the question', async () => {
    const { registry, follower: tested } = setUp();
    await tested.catchUp();
    registry.questions = 0;
    await Promise.all(Array.from({ length: 50 }, () => tested.catchUp()));
    expect(registry.questions).toBe(1);

    // Approved while a question is under way: that question cannot know of it.
    let late: Promise<void> | undefined;
    registry.onChanges = () => {
      registry.onChanges = undefined;
      queueMicrotask(() => {
        registry.put(ORDERS);
        late = tested.catchUp();
      });
    };
    await tested.catchUp();
    expect(tested.get(ORDERS)).toBe(undefined);
    await late;
    expect(tested.get(ORDERS)).toBeDefined();
    expect(registry.questions).toBe(3);
  });

  it('lets nobody wait for a registry that never answers', async () => {
    const { registry, follower: tested } = setUp();
    registry.hang = true;
    await tested.catchUp();
    expect(tested.isReady()).toBe(false);
  });

  it('polls by itself until it is stopped', async () => {
    const registry = new ScriptedRegistry();
    const tested = FeedFollower.create({
      registry,
      logger: mockServices.logger.mock(),
      pollMs: 5,
    });
    follower = tested;
    tested.start();
    const applied = new Promise<void>(resolve => {
      tested.onChange(() => resolve());
    });
    registry.put(ORDERS);
    await applied;
    expect(tested.get(ORDERS)).toBeDefined();
    tested.stop();
    const { questions } = registry;
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(registry.questions - questions).toBeLessThanOrEqual(1);
  });

  it('goes on when a listener fails, and forgets one that left', async () => {
    const { registry, follower: tested, heard } = setUp();
    const leave = tested.onChange(() => {
      throw new Error('listener');
    });
    registry.put(ORDERS);
    await tested.catchUp();
    expect(tested.status().state).toBe('current');
    leave();
    registry.put(ORDERS);
    await tested.catchUp();
    expect(heard).toHaveLength(2);
  });
});
