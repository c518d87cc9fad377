import { EngineError } from './EngineError';

const HEAD_BYTES = 8;
const STREAMS = ['stdin', 'stdout', 'stderr'] as const;

/** Which output of a container bytes are of. */
export type FrameStream = (typeof STREAMS)[number];

/** A piece of an output. */
export interface FramePart {
  readonly stream: FrameStream;
  readonly bytes: Buffer;
}

/**
 * Takes apart what an engine sends of a container without a terminal: frames of eight bytes (which output, three zeroes,
 * the length) and so many of content. A frame is handed on piece by piece, as it comes: its length, which may say
 * four gigabytes, is never waited for.
 */
export class FrameReader {
  static create(): FrameReader {
    return new FrameReader();
  }

  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headBytes = 0;
  #left = 0;
  #stream: FrameStream = 'stdout';

  private constructor() {}

  /** Whether a frame has begun and is not over. */
  get isInFrame(): boolean {
    return this.#left > 0 || this.#headBytes > 0;
  }

  /** @throws EngineError where this is not what engines send. */
  push(chunk: Buffer): FramePart[] {
    const parts: FramePart[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        at += this.#takeHead(chunk.subarray(at));
        continue;
      }
      const bytes = chunk.subarray(at, at + this.#left);
      this.#left -= bytes.length;
      at += bytes.length;
      parts.push({ stream: this.#stream, bytes });
    }
    return parts;
  }

  #takeHead(rest: Buffer): number {
    const taken = rest.copy(this.#head, this.#headBytes);
    this.#headBytes += taken;
    if (this.#headBytes < HEAD_BYTES) return taken;
    this.#headBytes = 0;
    const [kind, ...zeroes] = this.#head.subarray(0, 4);
    if (kind >= STREAMS.length || zeroes.some(byte => byte !== 0)) {
      throw new EngineError(
        'The container engine sends output in a form that is not known',
      );
    }
    this.#stream = STREAMS[kind];
    this.#left = this.#head.readUInt32BE(4);
    return taken;
  }
}
