import { readdir } from 'fs/promises';
import fc from 'fast-check';
import { exampleCall } from '../__testUtils__/exampleCall';
import { toAuditEvent } from '../events/toAuditEvent';
import { openSpool } from '../spool/__testUtils__/openSpool';
import { realDisk } from '../spool/SpoolDisk';
import { SpoolReader } from '../spool/SpoolReader';
import { SpooledEvents } from './SpooledEvents';

const text = (n: number) => JSON.stringify({ n });

describe('SpooledEvents', () => {
  async function open(options: { maxHeld?: number; fileBytes?: number } = {}) {
    const place = { directory: '', writer: 'writer-1' };
    const openReader = jest.fn(() => new SpoolReader(place));
    const events = SpooledEvents.create({
      openReader,
      maxHeld: options.maxHeld,
    });
    const spool = await openSpool({
      disk: realDisk,
      fileBytes: options.fileBytes ?? 1024 * 1024,
      onWritten: (entries, file) => events.written(entries, file),
    });
    place.directory = spool.directory;
    const append = async (from: number, count: number) =>
      await Promise.all(
        Array.from({ length: count }, (_, i) =>
          spool.writer.append(text(from + i), i % 3 ? 'written' : 'durable'),
        ),
      );
    return { ...spool, events, append, openReader };
  }

  it('hands on what was just written without reading it', async () => {
    const { events, append, openReader, writer, remove } = await open();
    await append(1, 3);
    const taken = await events.next();
    expect(taken.map(({ line }) => [line.seq, line.event])).toEqual(
      [1, 2, 3].map(n => [n, text(n)]),
    );
    expect(await events.next()).toEqual([]);
    expect(openReader).not.toHaveBeenCalled();
    await writer.close();
    await remove();
  });

  it('reads what was given as text alone', async () => {
    const { events, writer, remove } = await open();
    const event = toAuditEvent(exampleCall(), {
      ...{ phase: 'outcome', id: 'an-id', at: '2026-11-29T00:00:00.000Z' },
    });
    await writer.append(JSON.stringify(event), 'written');
    const [taken] = await events.next();
    expect(taken.event).toEqual(JSON.parse(JSON.stringify(event)));
    await writer.close();
    await remove();
  });

  it('gives every event once and in order, from memory or from files, and names each file when it is read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            count: fc.integer({ min: 0, max: 12 }),
            takes: fc.nat(3),
          }),
          { minLength: 1, maxLength: 10 },
        ),
        async steps => {
          const { events, append, writer, directory, remove } = await open({
            maxHeld: 5,
            fileBytes: 1_500,
          });
          const seen: number[] = [];
          const files: string[] = [];
          const take = async () => {
            const taken = await events.next();
            seen.push(...taken.map(({ line }) => line.seq));
            files.push(...events.takeRead());
            return taken.length;
          };
          let n = 0;
          for (const { count, takes } of steps) {
            const appending = append(n + 1, count);
            n += count;
            for (let i = 0; i < takes; i++) await take();
            await appending;
          }
          while ((await take()) > 0);
          expect(seen).toEqual(Array.from({ length: n }, (_, i) => i + 1));
          const there = (await readdir(directory)).sort();
          // All but the one that is filled; one that nothing was written to yet may follow it.
          expect(files).toEqual(there.slice(0, files.length));
          expect(there.length - files.length).toBeLessThanOrEqual(2);
          await writer.close();
          await remove();
        },
      ),
      { numRuns: 60 },
    );
  });
});
