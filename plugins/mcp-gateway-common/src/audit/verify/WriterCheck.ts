import { hashText } from '../chain/hashText';
import { FIRST_PREV, type ChainLine, type Sha256 } from '../chain/types';
import type { CheckpointList, KnownHead } from './CheckpointList';
import type { AuditFinding, AuditLine, WriterSummary } from './types';

/** So many hashes of a writer are remembered, to tell an event that is there twice from another one in its place. */
const REMEMBERED = 256;

/** Follows the chain of one writer, line by line, up to the first event that is not as it must be. */
export class WriterCheck {
  static create(options: {
    writer: string;
    signed: CheckpointList;
    sha256: Sha256;
    isPart: boolean;
  }): WriterCheck {
    return new WriterCheck(options);
  }

  readonly #options: Parameters<typeof WriterCheck.create>[0];
  readonly #recent = new Map<number, string>();
  #finding: AuditFinding | undefined;
  /** The next place, and the hash before it. */
  #seq = 1;
  #prev = FIRST_PREV;
  #events = 0;
  #sealed = 0;
  #heads = 0;

  private constructor(options: Parameters<typeof WriterCheck.create>[0]) {
    this.#options = options;
  }

  /** What is wrong first; absent while nothing is. */
  get finding(): AuditFinding | undefined {
    return this.#finding;
  }

  /** The next line of this writer. */
  add(line: ChainLine, where: AuditLine): void {
    this.#events += 1;
    if (this.#finding) {
      this.#explain(line, where);
      return;
    }
    if (!this.#isSelf(line)) {
      const claims =
        line.seq === this.#seq ? '' : `; it calls itself event ${line.seq}`;
      this.#found('altered', where, `It is not what its hash says${claims}`);
      return;
    }
    if (this.#events === 1) this.#begin(line, where);
    if (line.seq > this.#seq) this.#passGaps(line.seq, where);
    if (this.#finding) return;
    if (line.seq > this.#seq) {
      const count = line.seq - this.#seq;
      const what =
        count === 1
          ? `Event ${this.#seq} is`
          : `Events ${this.#seq} to ${line.seq - 1} are`;
      this.#found('missing', where, `${what} missing before this one`, {
        count,
      });
    } else if (line.seq < this.#seq) {
      this.#isThereAlready(line, where);
    } else if (line.prev !== this.#prev) {
      this.#found(
        'unlinked',
        where,
        'It does not follow the event before: one of the two was replaced',
      );
    } else {
      this.#take(line, where);
    }
  }

  /** A line that no writer writes, but that seems to be of this one. */
  addUnreadable(where: AuditLine): void {
    this.#events += 1;
    if (this.#finding) return;
    if (where.isLast) {
      this.#found('torn', where, 'The line ends before its end');
    } else {
      this.#found('unreadable', where, 'No writer writes such a line');
    }
  }

  /** After the last line: whether all is there that checkpoints know. */
  end(): void {
    const known = this.#options.signed.headsOf(this.#options.writer).at(-1);
    if (this.#finding || !known || this.#seq > known.seq) return;
    this.#passGaps(known.seq + 1);
    const base = this.#options.signed.baseOf(this.#options.writer);
    if (base && this.#events === 0 && this.#seq <= known.seq) {
      this.#beginAt(base);
      this.#passGaps(known.seq + 1);
    }
    if (this.#finding || this.#seq > known.seq) return;
    const isNone = this.#events === 0 && this.#sealed === 0;
    this.#found(
      isNone ? 'writer-missing' : 'truncated',
      undefined,
      isNone
        ? `Nothing of this writer is there; checkpoint ${known.checkpoint} knows its events up to ${known.seq}`
        : `The log ends here; checkpoint ${known.checkpoint} knows event ${known.seq}`,
      { checkpoint: known.checkpoint, count: known.seq - this.#seq + 1 },
    );
  }

  summary(): WriterSummary {
    const signed =
      this.#options.signed.headsOf(this.#options.writer).at(-1)?.seq ?? 0;
    return {
      writer: this.#options.writer,
      events: this.#events,
      beyondCheckpoint: Math.max(
        0,
        Math.min(this.#events, this.#seq - 1 - signed),
      ),
      sealed: this.#sealed,
      seq: this.#seq - 1,
    };
  }

  #isSelf(line: ChainLine): boolean {
    return this.#options.sha256(hashText(line, line.event)) === line.hash;
  }

  #take({ seq, hash }: ChainLine, where: AuditLine): void {
    if (this.#differs(seq, hash, where)) return;
    this.#recent.set(seq, hash);
    this.#recent.delete(seq - REMEMBERED);
    this.#seq = seq + 1;
    this.#prev = hash;
  }

  /** Whether a checkpoint has another event at a place that is reached now. */
  #differs(seq: number, hash: string, where?: AuditLine): boolean {
    const heads = this.#options.signed.headsOf(this.#options.writer);
    for (
      let known = heads.at(this.#heads);
      known && known.seq <= seq;
      known = heads.at(this.#heads)
    ) {
      if (known.seq === seq && known.hash !== hash) {
        this.#found(
          'rewritten',
          where,
          `Checkpoint ${known.checkpoint} has another event ${seq}: this one, or one before it, was replaced`,
          { checkpoint: known.checkpoint },
        );
        return true;
      }
      this.#heads += 1;
    }
    return false;
  }

  /** A part of a log may begin right behind a place that a checkpoint vouches for. */
  #begin(line: ChainLine, where: AuditLine): void {
    const { isPart, signed, writer } = this.#options;
    const base = signed.baseOf(writer);
    if (base) {
      // What stood at the log's beginning may be deleted since: then sealed gaps lead there, from the chain's own beginning.
      if (line.seq > base.seq + 1) this.#passGaps(line.seq, where);
      if (line.seq !== this.#seq) this.#beginAt(base);
      return;
    }
    if (!isPart || line.seq === this.#seq) return;
    const known = signed
      .headsOf(writer)
      .find(({ seq, hash }) => seq === line.seq - 1 && hash === line.prev);
    if (known) {
      this.#seq = line.seq;
      this.#prev = line.prev;
    }
  }

  #beginAt(base: KnownHead): void {
    this.#seq = base.seq + 1;
    this.#prev = base.hash;
    this.#sealed = 0;
  }

  #passGaps(before: number, where?: AuditLine): void {
    for (const gap of this.#options.signed.gapsOf(this.#options.writer)) {
      if (gap.from !== this.#seq || gap.from >= before) continue;
      if (gap.prev !== this.#prev) {
        this.#found(
          'gap-unlinked',
          where,
          `The sealed gap from ${gap.from} to ${gap.to} does not follow what stands before it`,
        );
        return;
      }
      if (this.#differs(gap.to, gap.last, where)) return;
      this.#sealed += gap.to - gap.from + 1;
      this.#seq = gap.to + 1;
      this.#prev = gap.last;
    }
  }

  #isThereAlready({ seq, hash }: ChainLine, where: AuditLine): void {
    const known = this.#recent.get(seq);
    if (known === hash) {
      this.#found('duplicate', where, 'This event stands there already', {
        seq,
      });
    } else {
      const which = known ? 'another event' : 'an event, far above,';
      this.#found(
        'inserted',
        where,
        `It calls itself event ${seq}, which ${which} did already: one was put in`,
        { seq },
      );
    }
  }

  /** What was missing may still come: then it is not missing, but out of order. */
  #explain(line: ChainLine, where: AuditLine): void {
    const finding = this.#finding!;
    if (
      finding.kind === 'missing' &&
      line.seq === finding.seq &&
      line.prev === this.#prev &&
      this.#isSelf(line)
    ) {
      finding.kind = 'reordered';
      finding.detail = `Event ${line.seq} stands after later ones, in line ${where.line} of ${where.source}`;
    }
  }

  #found(
    kind: AuditFinding['kind'],
    where: AuditLine | undefined,
    detail: string,
    more: Partial<AuditFinding> = {},
  ): void {
    this.#finding = {
      kind,
      writer: this.#options.writer,
      seq: this.#seq,
      ...(where && { source: where.source, line: where.line }),
      detail,
      ...more,
    };
  }
}
