import { Readable } from 'stream';

/** A body that is there already: who knows that need not read it piece by piece. */
export class WholeBody extends Readable {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
  }

  override _read() {
    this.push(this.bytes);
    this.push(null);
  }
}
