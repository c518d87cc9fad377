/** @jest-environment node */
import fc from 'fast-check';
import { parse, testKey, TestLog } from '../__testUtils__/TestLog';
import { sha256 } from '../__testUtils__/sha256';
import { formatLine, joinLine } from '../chain/formatLine';
import { MAX_LINE_LENGTH } from '../chain/types';

/** What one writer's events say: the replacement character too, which a reader could put in the place of a broken byte. */
const EVENT = { tool: 'list_orders', note: 'é \ufffd 😀', n: 1.5, ok: true };

async function createLog() {
  const log = await TestLog.create();
  for (let round = 1; round <= 6; round++) {
    log.write('gateway-a', { ...EVENT, round });
    log.write('gateway-b', { ...EVENT, round });
    if (round < 3) log.write('ended', { round });
    if (round === 3) await log.checkpoint();
  }
  await log.checkpoint();
  return log;
}

/** Where in the file the line of an event is. */
function indexOf(log: TestLog, writer: string, seq: number): number {
  return log.lines.findIndex(line => {
    const event = parse(line);
    return event.writer === writer && event.seq === seq;
  });
}

describe('verifyAudit', () => {
  let log: TestLog;

  beforeEach(async () => {
    log = await createLog();
  });

  it('is content with a log that nobody touched', async () => {
    expect(await log.verify()).toEqual({
      isGood: true,
      findings: [],
      more: 0,
      events: 14,
      extent: {},
      checkpoints: {
        count: 2,
        newest: 2,
        newestAt: '2026-11-29T08:00:00.000Z',
      },
      writers: [
        {
          ...{ writer: 'gateway-a', events: 6, sealed: 0, seq: 6 },
          beyondCheckpoint: 0,
        },
        expect.objectContaining({ writer: 'gateway-b', seq: 6 }),
        expect.objectContaining({ writer: 'ended', seq: 2 }),
      ],
    });
  });

  it('says what only the chain vouches for', async () => {
    log.write('gateway-a');
    log.write('new');
    const { isGood, writers } = await log.verify();
    expect(isGood).toBe(true);
    expect(
      writers.map(({ writer, beyondCheckpoint }) => [writer, beyondCheckpoint]),
    ).toEqual([
      ['gateway-a', 1],
      ['gateway-b', 0],
      ['ended', 0],
      ['new', 1],
    ]);
  });

  it('names the line of any byte that is flipped, each of them', async () => {
    const bytes = new TextEncoder().encode(
      log.lines.map(line => `${line}\n`).join(''),
    );
    let line = 1;
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [0x01, 0x20, 0x80]) {
        const altered = bytes.slice();
        altered[at] ^= mask;
        const { isGood, findings } = await log.verify(altered);
        expect({ at, mask, isGood }).toEqual({ at, mask, isGood: false });
        expect(findings.map(found => found.line)).toContain(line);
      }
      if (bytes[at] === 0x0a) line += 1;
    }
  });

  it('names what is missing', async () => {
    log.lines.splice(indexOf(log, 'gateway-b', 3), 2);
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'missing', writer: 'gateway-a', seq: 4, count: 1 },
      }),
      expect.objectContaining({
        ...{ kind: 'missing', writer: 'gateway-b', seq: 3, count: 1 },
      }),
    ]);
  });

  it('names what stands in another order', async () => {
    const [moved] = log.lines.splice(indexOf(log, 'gateway-a', 2), 1);
    log.lines.push(moved);
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'reordered', writer: 'gateway-a', seq: 2 },
        detail: expect.stringContaining('line 14'),
      }),
    ]);
  });

  it('names what is there twice', async () => {
    const index = indexOf(log, 'gateway-a', 4);
    log.lines.splice(index + 3, 0, log.lines[index]);
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'duplicate', writer: 'gateway-a', seq: 4 },
        line: index + 4,
      }),
    ]);
  });

  it('names what was put in, with a hash that is right', async () => {
    const index = indexOf(log, 'gateway-a', 4);
    const { writer, seq, prev } = parse(log.lines[index]);
    const place = { writer, seq, prev };
    log.lines.splice(index, 0, formatLine(place, '{"a":1}', sha256).line);
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'inserted', writer: 'gateway-a', seq: 4, line: index + 2 },
      }),
    ]);
  });

  it('names what was replaced, with a hash that is right', async () => {
    const index = indexOf(log, 'gateway-b', 4);
    const { writer, seq, prev } = parse(log.lines[index]);
    log.lines[index] = formatLine({ writer, seq, prev }, '{}', sha256).line;
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'unlinked', writer: 'gateway-b', seq: 5 },
      }),
    ]);
  });

  it('names where all was written anew: only a checkpoint shows it', async () => {
    const anew = await TestLog.create();
    for (let round = 1; round <= 6; round++) {
      anew.write('gateway-a', { ...EVENT, round: round === 2 ? 0 : round });
      anew.write('gateway-b', { ...EVENT, round });
      if (round < 3) anew.write('ended', { round });
    }
    expect((await anew.verify()).isGood).toBe(true);
    expect((await log.verify(anew.lines)).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'rewritten', writer: 'gateway-a', seq: 3, checkpoint: 1 },
      }),
    ]);
  });

  it('names where the end is cut off', async () => {
    log.lines.splice(indexOf(log, 'gateway-b', 5));
    expect((await log.verify()).findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'truncated', writer: 'gateway-a', seq: 6, count: 1 },
        checkpoint: 2,
      }),
      expect.objectContaining({
        ...{ kind: 'truncated', writer: 'gateway-b', seq: 5, count: 2 },
      }),
    ]);
  });

  it('names a writer that is missing, also one that ended', async () => {
    for (const writer of ['gateway-a', 'ended']) {
      const kept = log.lines.filter(line => parse(line).writer !== writer);
      expect((await log.verify(kept)).findings).toEqual([
        expect.objectContaining({ kind: 'writer-missing', writer, seq: 1 }),
      ]);
    }
    expect((await log.verify([])).findings).toHaveLength(3);
  });

  it('names a line that is torn, and goes on with other writers', async () => {
    const text = log.lines.join('\n').slice(0, -5);
    expect((await log.verify(new TextEncoder().encode(text))).findings).toEqual(
      [
        expect.objectContaining({
          ...{ kind: 'torn', writer: 'gateway-b', seq: 6, line: 14 },
        }),
      ],
    );
  });

  it('holds no more of a line than a line can have', async () => {
    const long = `{"writer":"gateway-a","x":"${'é'.repeat(
      MAX_LINE_LENGTH * 2,
    )}"}`;
    const { findings } = await log.verify([...log.lines, long]);
    expect(findings).toEqual([
      expect.objectContaining({
        ...{ kind: 'unreadable', writer: 'gateway-a', seq: 7, line: 15 },
      }),
    ]);
  });

  it('takes part of a log only from a place that a checkpoint vouches for', async () => {
    const part = log.lines.filter(line => parse(line).seq > 3);
    const signed = log.signed;
    const kinds = async (lines: string[], isPart: boolean) =>
      (await log.verify(lines, { signed, isPart })).findings.map(
        ({ kind, writer, seq }) => `${kind} ${writer} ${seq}`,
      );
    expect(await kinds(part, false)).toEqual([
      'missing gateway-a 1',
      'missing gateway-b 1',
      'writer-missing ended 1',
    ]);
    const withEnded = [
      ...part,
      ...log.lines.filter(line => line.includes('"ended"')),
    ];
    expect(await kinds(withEnded, true)).toEqual([]);
    const elsewhere = withEnded.filter(line => parse(line).seq !== 4);
    expect(await kinds(elsewhere, true)).toEqual([
      'missing gateway-a 1',
      'missing gateway-b 1',
    ]);
  });

  describe('of an export between two checkpoints', () => {
    const findings = async (lines: string[], change: object = {}) =>
      (
        await log.verify(lines, { signed: log.signed, begin: 1, ...change })
      ).findings.map(({ kind, writer, seq }) => `${kind} ${writer} ${seq}`);
    const behind = (place: number) =>
      log.lines.filter(line => {
        const { writer, seq } = parse(line);
        return writer !== 'ended' && seq > place;
      });

    it('asks for all that came after the one, of every writer', async () => {
      expect(await findings(behind(3))).toEqual([]);
      expect(await findings(behind(4))).toEqual([
        ...['missing gateway-a 4', 'missing gateway-b 4'],
      ]);
      expect(await findings([])).toEqual([
        ...['writer-missing gateway-a 4', 'writer-missing gateway-b 4'],
      ]);
      expect(await findings(behind(2))).toEqual([
        ...['inserted gateway-a 3', 'inserted gateway-b 3'],
      ]);
    });

    it('does not ask for what came after the other', async () => {
      const old = log.lines.filter(line => parse(line).seq <= 3);
      expect(await findings(old, { begin: undefined, end: 1 })).toEqual([]);
      expect(await findings([], { begin: 1, end: 1 })).toEqual([]);
      expect(await findings(old, { begin: undefined, end: 2 })).toEqual([
        ...['truncated gateway-a 4', 'truncated gateway-b 4'],
      ]);
    });

    it('is of one writer where it says so', async () => {
      const one = behind(3).filter(line => parse(line).writer === 'gateway-a');
      expect(await findings(one)).toEqual(['writer-missing gateway-b 4']);
      expect(await findings(one, { writer: 'gateway-a' })).toEqual([]);
      expect(await findings([], { writer: 'gateway-a' })).toEqual([
        'writer-missing gateway-a 4',
      ]);
    });

    it('begins and ends with what is there', async () => {
      const report = await log.verify(behind(3), {
        ...{ signed: log.signed, begin: 1, end: 7 },
      });
      expect(report.extent).toEqual({
        begin: { checkpoint: 1, at: '2026-11-29T08:00:00.000Z' },
        end: { checkpoint: 7, at: undefined },
      });
      expect(report.findings).toEqual([
        expect.objectContaining({ kind: 'checkpoint-missing', checkpoint: 7 }),
      ]);
    });
  });

  describe('with sealed gaps', () => {
    it('goes on over them, also where all of a writer is gone', async () => {
      await log.prune('gateway-a', 1, 2);
      await log.prune('gateway-a', 3, 3);
      await log.prune('ended', 1, 2);
      const { isGood, writers } = await log.verify();
      expect(isGood).toBe(true);
      expect(writers.map(({ writer, sealed }) => [writer, sealed])).toEqual([
        ['gateway-b', 0],
        ['gateway-a', 3],
        ['ended', 2],
      ]);
    });

    it('names what is missing beside them', async () => {
      await log.prune('gateway-a', 1, 2);
      log.lines.splice(indexOf(log, 'gateway-a', 3), 1);
      expect((await log.verify()).findings).toEqual([
        expect.objectContaining({
          kind: 'missing',
          writer: 'gateway-a',
          seq: 3,
        }),
      ]);
    });

    it('does not take one of somebody else', async () => {
      const text = await log.prune('gateway-a', 1, 2);
      const { keys } = await testKey('key-1');
      const forged = await log.read(text, keys);
      const { findings } = await log.verify(log.lines, {
        signed: [...log.signed.slice(0, -1), forged],
      });
      expect(findings.map(({ kind }) => kind)).toEqual([
        'bad-signature',
        'missing',
      ]);
    });

    it('does not take one that does not fit', async () => {
      await log.prune('gateway-a', 3, 4);
      const index = indexOf(log, 'gateway-a', 2);
      const { writer, seq, prev } = parse(log.lines[index]);
      log.lines[index] = formatLine({ writer, seq, prev }, '{}', sha256).line;
      expect((await log.verify()).findings).toEqual([
        expect.objectContaining({
          ...{ kind: 'gap-unlinked', writer: 'gateway-a', seq: 3 },
        }),
      ]);
    });
  });

  describe('of checkpoints', () => {
    const kinds = async (options: Parameters<TestLog['verify']>[1]) =>
      (await log.verify(log.lines, options)).findings.map(({ kind }) => kind);

    it('takes none that is altered, or of another type or key', async () => {
      const text = await log.checkpoint();
      for (let at = 0; at < text.length; at++) {
        const other = text[at] === 'A' ? 'B' : 'A';
        const read = await log.read(
          text.slice(0, at) + other + text.slice(at + 1),
        );
        // The last digit of base64 has bits that mean nothing: it is the same signature, but another text and so another hash.
        expect(
          read.kind === 'bad' ||
            (at === text.length - 1 &&
              read.kind === 'checkpoint' &&
              read.hash !== sha256(text)),
        ).toBe(true);
      }
      const other = await testKey('key-2');
      await log.checkpoint({}, other.key);
      expect(await kinds({ signed: log.signed })).toEqual(['bad-signature']);
    });

    it('misses one that is left out', async () => {
      await log.checkpoint();
      const [first, , third] = log.signed;
      expect(await kinds({ signed: [third, first] })).toEqual([
        'checkpoint-missing',
      ]);
    });

    it('sees that one does not follow, goes back, or is there in two forms', async () => {
      await log.checkpoint({ prev: 'a'.repeat(64) });
      expect(await kinds({})).toEqual(['checkpoint-unlinked']);
      log = await createLog();
      await log.checkpoint({ heads: [] });
      const { findings } = await log.verify();
      expect(findings.map(({ kind, writer }) => `${kind} ${writer}`)).toEqual([
        'checkpoint-regressed gateway-a',
        'checkpoint-regressed gateway-b',
        'checkpoint-regressed ended',
      ]);
      log = await createLog();
      await log.checkpoint({ number: 2 });
      expect(await kinds({})).toEqual(['checkpoint-unlinked']);
    });

    it('says that the newest is too old, or that there is none', async () => {
      const now = new Date('2026-11-29T10:00:00.000Z');
      expect(await kinds({ now, maxAgeMs: 7_200_000 })).toEqual([]);
      expect(await kinds({ now, maxAgeMs: 7_199_999 })).toEqual([
        'checkpoint-old',
      ]);
      expect(await kinds({ now, maxAgeMs: 1, signed: [] })).toEqual([
        'checkpoint-old',
      ]);
    });
  });

  it('finds whatever is done to a log, in whatever order its writers wrote', async () => {
    const aChange = fc.constantFrom(
      'flip',
      'delete',
      'swap',
      'repeat',
      'replace',
      'cut',
      'drop writer',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), {
          minLength: 2,
          maxLength: 30,
        }),
        aChange,
        fc.nat(),
        async (writers, change, random) => {
          const made = await TestLog.create();
          for (const [round, writer] of writers.entries()) {
            made.write(writer, { round });
          }
          await made.checkpoint();
          expect((await made.verify()).isGood).toBe(true);

          const at = random % made.lines.length;
          const target = parse(made.lines[at]);
          const { writer, seq } = target;
          const { lines } = made;
          let place = seq;
          if (change === 'flip') {
            lines[at] = joinLine({
              ...target,
              event: target.event.replace('round', 'r0und'),
            });
          } else if (change === 'delete') {
            lines.splice(at, 1);
          } else if (change === 'swap') {
            const next = indexOf(made, writer, seq + 1);
            fc.pre(next >= 0);
            [lines[at], lines[next]] = [lines[next], lines[at]];
          } else if (change === 'repeat') {
            lines.push(lines[at]);
          } else if (change === 'replace') {
            const { line } = formatLine(target, '{"other":1}', sha256);
            lines[at] = line;
            // The last one is seen by the checkpoint, others by the one after.
            place = indexOf(made, writer, seq + 1) < 0 ? seq : seq + 1;
          } else if (change === 'cut') {
            lines.splice(
              0,
              Infinity,
              ...lines.filter(line => {
                const event = parse(line);
                return event.writer !== writer || event.seq < seq;
              }),
            );
          } else {
            lines.splice(
              0,
              Infinity,
              ...lines.filter(line => parse(line).writer !== writer),
            );
            place = 1;
          }
          expect((await made.verify()).findings).toEqual([
            expect.objectContaining({ writer, seq: place }),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
