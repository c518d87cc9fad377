import { readdir } from 'fs/promises';
import fc from 'fast-check';
import { waitUntil } from '../../__testUtils__/waitUntil';
import { BreakableDisk } from './__testUtils__/BreakableDisk';
import { openSpool, readSpool } from './__testUtils__/openSpool';

const event = (n: number | string) => JSON.stringify({ n });

describe('SpoolWriter', () => {
  let disk: BreakableDisk;
  let spool: Awaited<ReturnType<typeof openSpool>>;
  const changes: (string | undefined)[] = [];

  async function open(options: { fileBytes?: number; stallMs?: number } = {}) {
    disk = new BreakableDisk();
    changes.length = 0;
    spool = await openSpool({
      ...{ disk, ...options },
      onChange: error => changes.push(error?.message),
    });
    return spool.writer;
  }

  afterEach(async () => {
    await spool.writer.close();
    await spool.remove();
  });

  it('has what it said to have, in its order and chained', async () => {
    const writer = await open();
    await Promise.all([1, 2, 3].map(n => writer.append(event(n), 'written')));
    await writer.append(event(4), 'durable');
    const { events, rest } = await readSpool(spool.directory);
    expect(events).toEqual([1, 2, 3, 4].map(n => ({ seq: n, event: { n } })));
    expect(rest).toBeUndefined();
    expect(writer.writtenSeq).toBe(4);
  });

  it('writes the first event of a turn where it comes and the others together, and waits for the disk only where it must last', async () => {
    const writer = await open();
    const first = writer.append(event('first'), 'written');
    expect([writer.writtenSeq, disk.writes]).toEqual([1, 1]);
    await Promise.all([
      first,
      ...Array.from({ length: 99 }, (_, n) =>
        writer.append(event(n), 'written'),
      ),
    ]);
    expect([disk.writes, disk.syncs]).toEqual([2, 0]);
    // It was crowded: the next turn may be so as well.
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => writer.append(event(n), 'written')),
    );
    expect([disk.writes, disk.syncs]).toEqual([3, 0]);
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => writer.append(event(n), 'durable')),
    );
    expect([disk.writes, disk.syncs]).toEqual([4, 1]);
    await writer.append(event('soon'), 'soon');
    expect(disk.syncs).toBe(1);
    await waitUntil(() => disk.syncs === 2);
  });

  it('goes on in another file when one is full', async () => {
    const writer = await open({ fileBytes: 500 });
    for (let n = 1; n <= 12; n++) await writer.append(event(n), 'written');
    expect((await readdir(spool.directory)).length).toBeGreaterThan(2);
    const { events, reader } = await readSpool(spool.directory);
    expect(events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
    // All but the one that is filled.
    expect(reader.takeRead()).toHaveLength(writer.fileNumber - 1);
  });

  it('says at once that the disk is full, keeps what came, and writes it once there is room', async () => {
    const writer = await open();
    await writer.append(event(1), 'written');
    disk.room = 30;
    await expect(writer.append(event(2), 'durable')).rejects.toThrow(
      'no space',
    );
    await expect(writer.append(event(3), 'written')).rejects.toThrow(
      'no space',
    );
    expect(writer.error?.message).toMatch('no space');
    expect(writer.waiting).toBe(2);
    expect((await readSpool(spool.directory)).rest).toBeDefined();

    disk.room = Infinity;
    await waitUntil(() => writer.error === undefined && writer.waiting === 0);
    await writer.append(event(4), 'written');
    const { events, rest } = await readSpool(spool.directory);
    expect(events.map(one => one.event)).toEqual(
      [1, 2, 3, 4].map(n => ({ n })),
    );
    expect(rest).toBeUndefined();
    expect(changes).toEqual(['no space left on device', undefined]);
  });

  it('never takes a disk at its word again that has failed to keep something', async () => {
    const writer = await open();
    disk.syncError = new Error('input/output error');
    await expect(writer.append(event(1), 'durable')).rejects.toThrow('input');
    disk.syncError = undefined;
    await waitUntil(() => writer.error === undefined);
    await writer.append(event(2), 'durable');
    expect(writer.fileNumber).toBe(2);
    expect((await readSpool(spool.directory)).events).toHaveLength(2);
  });

  it('does not let anybody wait for a disk that hangs', async () => {
    const writer = await open({ stallMs: 20 });
    let go = () => {};
    // It is known to be slow: the event loop does not wait for it.
    disk.isSlow = true;
    await writer.append(event(0), 'written');
    await writer.append(event(1), 'written');
    disk.isSlow = false;
    disk.hang = new Promise(resolve => {
      go = resolve;
    });
    await expect(writer.append(event(2), 'written')).rejects.toThrow(
      'does not answer',
    );
    await expect(writer.append(event(3), 'written')).rejects.toThrow();
    disk.hang = undefined;
    go();
    await waitUntil(() => writer.error === undefined && writer.waiting === 0);
    expect((await readSpool(spool.directory)).events).toHaveLength(4);
  });

  it('has every event once and in order, however the disk fills up and gets room', async () => {
    await open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            room: fc.oneof(fc.constant(Infinity), fc.nat(1_500)),
            count: fc.integer({ min: 1, max: 6 }),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async steps => {
          const own = new BreakableDisk();
          const one = await openSpool({ disk: own, fileBytes: 1_000 });
          let n = 0;
          const appendNext = () => {
            n += 1;
            const how = n % 3 === 0 ? 'durable' : 'written';
            return one.writer.append(event(n), how);
          };
          for (const { room, count } of steps) {
            own.room = room;
            await Promise.allSettled(Array.from({ length: count }, appendNext));
          }
          own.room = Infinity;
          await one.writer.close();
          const { events } = await readSpool(one.directory);
          expect(events.map(({ seq }) => seq)).toEqual(
            Array.from({ length: n }, (_, index) => index + 1),
          );
          await one.remove();
        },
      ),
      { numRuns: 40 },
    );
  });
});
