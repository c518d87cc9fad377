import { FIRST_PREV } from '../chain/types';
import type { ReadSigned } from '../checkpoint/readSigned';
import type { AuditCheckpoint, AuditGap } from '../checkpoint/types';
import type { AuditEdge, AuditFinding, VerifyOptions } from './types';

/** What a checkpoint says of one place. */
export interface KnownHead {
  seq: number;
  hash: string;
  checkpoint: number;
}

type GoodCheckpoint = Extract<ReadSigned, { kind: 'checkpoint' }> & {
  source?: string;
};

/** What is signed, put in order and checked by itself. */
export class CheckpointList {
  /** @param options - As for the verification. */
  static read(options: VerifyOptions): CheckpointList {
    return new CheckpointList(options);
  }

  readonly findings: AuditFinding[] = [];
  /** By number. */
  readonly all: readonly AuditCheckpoint[];
  readonly #heads = new Map<string, KnownHead[]>();
  readonly #gaps = new Map<string, AuditGap[]>();
  readonly #options: VerifyOptions;
  #base: ReadonlyMap<string, KnownHead> = new Map();

  private constructor(options: VerifyOptions) {
    this.#options = options;
    const good: GoodCheckpoint[] = [];
    for (const read of options.signed ?? []) {
      if (read.kind === 'bad') {
        this.findings.push({
          kind: 'bad-signature',
          source: read.source,
          detail: `A checkpoint or a sealed gap does not count: ${read.problem}`,
        });
      } else if (read.kind === 'gap') {
        push(this.#gaps, read.gap.writer, read.gap);
      } else {
        good.push(read);
      }
    }
    good.sort((one, other) => one.checkpoint.number - other.checkpoint.number);
    this.#checkOrder(good);
    this.all = good.map(({ checkpoint }) => checkpoint);
    this.#collectHeads();
    this.#findBase();
    this.#checkAge(options);
    for (const gaps of this.#gaps.values()) {
      // Of gaps from one place the widest counts.
      gaps.sort((one, other) => one.from - other.from || other.to - one.to);
    }
  }

  get newest(): AuditCheckpoint | undefined {
    return this.all.at(-1);
  }

  /** Every writer that is known from checkpoints, and that the log is about. */
  get writers(): Iterable<string> {
    const { writer } = this.#options;
    if (writer === undefined) return this.#heads.keys();
    return this.#heads.has(writer) ? [writer] : [];
  }

  /** A checkpoint that a log begins or ends with; without a time where it is not there. */
  edge(number: number): AuditEdge {
    return { checkpoint: number, at: this.#at(number)?.at };
  }

  /** Where a writer's chain was when the log begins; absent where it begins with the chain. */
  baseOf(writer: string): KnownHead | undefined {
    return this.#base.get(writer);
  }

  /** What is known of a writer, in the order of its chain. */
  headsOf(writer: string): readonly KnownHead[] {
    return this.#heads.get(writer) ?? [];
  }

  /** The sealed gaps of a writer, in the order of its chain. */
  gapsOf(writer: string): readonly AuditGap[] {
    return this.#gaps.get(writer) ?? [];
  }

  #checkOrder(good: readonly GoodCheckpoint[]): void {
    for (const [index, { checkpoint, source }] of good.entries()) {
      const { number, prev } = checkpoint;
      const before = good[index - 1];
      const found = (kind: AuditFinding['kind'], detail: string, at = number) =>
        this.findings.push({ kind, checkpoint: at, source, detail });
      if (!before) {
        if (number === 1 && prev !== FIRST_PREV) {
          found('checkpoint-unlinked', 'The first checkpoint names another');
        }
      } else if (before.checkpoint.number === number) {
        if (before.hash !== good[index].hash) {
          found(
            'checkpoint-unlinked',
            `There are two different checkpoints with the number ${number}`,
          );
        }
      } else if (before.checkpoint.number + 1 < number) {
        const first = before.checkpoint.number + 1;
        found(
          'checkpoint-missing',
          first === number - 1
            ? `Checkpoint ${first} is missing`
            : `Checkpoints ${first} to ${number - 1} are missing`,
          first,
        );
      } else if (before.hash !== prev) {
        found(
          'checkpoint-unlinked',
          `Checkpoint ${number} does not follow checkpoint ${
            number - 1
          } as given`,
        );
      }
    }
  }

  #collectHeads(): void {
    const { end = Infinity } = this.#options;
    for (const { number, heads } of this.all) {
      // The log ends there; what came after is not its matter.
      if (number > end) return;
      const seen = new Set<string>();
      for (const { writer, seq, hash } of heads) {
        seen.add(writer);
        const known = this.#heads.get(writer)?.at(-1);
        if (known && seq < known.seq) {
          this.#regressed(writer, number, known);
        } else if (known?.seq !== seq || known.hash !== hash) {
          push(this.#heads, writer, { seq, hash, checkpoint: number });
        }
      }
      for (const [writer, known] of this.#heads) {
        if (!seen.has(writer)) this.#regressed(writer, number, known.at(-1)!);
      }
    }
  }

  #findBase(): void {
    for (const edge of [this.#options.begin, this.#options.end]) {
      if (edge !== undefined && !this.#at(edge)) {
        this.findings.push({
          kind: 'checkpoint-missing',
          checkpoint: edge,
          detail: `The export names checkpoint ${edge} as its edge, and it is not there`,
        });
      }
    }
    const { begin } = this.#options;
    const base = begin === undefined ? undefined : this.#at(begin);
    this.#base = new Map(
      base?.heads.map(({ writer, seq, hash }) => [
        writer,
        { seq, hash, checkpoint: base.number },
      ]),
    );
  }

  #at(number: number): AuditCheckpoint | undefined {
    return this.all.find(checkpoint => checkpoint.number === number);
  }

  #regressed(writer: string, number: number, known: KnownHead): void {
    const isKnown = this.findings.some(
      finding =>
        finding.kind === 'checkpoint-regressed' && finding.writer === writer,
    );
    if (isKnown) return;
    this.findings.push({
      kind: 'checkpoint-regressed',
      writer,
      seq: known.seq,
      checkpoint: number,
      detail: `Checkpoint ${number} knows less of the writer than checkpoint ${known.checkpoint}, which had its event ${known.seq}`,
    });
  }

  #checkAge({ maxAgeMs, now = new Date() }: VerifyOptions): void {
    if (maxAgeMs === undefined) return;
    const newest = this.all.at(-1);
    if (!newest) {
      this.findings.push({
        kind: 'checkpoint-old',
        detail: 'There is no checkpoint that counts',
      });
    } else if (now.getTime() - Date.parse(newest.at) > maxAgeMs) {
      this.findings.push({
        kind: 'checkpoint-old',
        checkpoint: newest.number,
        detail: `The newest checkpoint is of ${newest.at}, which is longer ago than it may be`,
      });
    }
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}
