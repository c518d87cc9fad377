/** What a column holds, as PostgreSQL names it: a `uuid` is given as text. */
export type ColumnType = 'text' | 'uuid' | 'int4' | 'int8' | 'float8';

/** What is put into one. */
export type ColumnValue = string | number | null | undefined;

/** Numbers of PostgreSQL's own types (`pg_type.dat`); they never change. */
const NUMBERS = { text: 25, uuid: 25, int4: 23, int8: 20, float8: 701 };
/** Dimensions, whether there are nulls, type, and of the one dimension how long it is and where it begins: 32 bits each. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
const FIRST_BYTES = 8 * 1024;
/** UTF-8 of one unit of UTF-16. */
const MAX_UNIT_BYTES = 3;
const TWO_TO_32 = 2 ** 32;

/**
 * One column of many rows, as PostgreSQL takes arrays in its binary format (`array_recv`): nothing of it has to be escaped here or taken apart
 * there, which costs more than to store it.
 */
export class BinaryArray {
  /** The type of array that the variable of the statement has. */
  readonly type: string;
  readonly #of: ColumnType;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = HEAD_BYTES;
  #count = 0;
  #nulls = 0;

  constructor(type: ColumnType) {
    this.#of = type;
    this.type = `${type === 'uuid' ? 'text' : type}[]`;
  }

  /** Throws where a value is not of the column's type. */
  push(value: ColumnValue): void {
    this.#count += 1;
    if (value === null || value === undefined) {
      this.#nulls += 1;
      this.#reserve(LENGTH_BYTES);
      this.#at = this.#bytes.writeInt32BE(-1, this.#at);
    } else if (typeof value === 'string') {
      this.#pushText(value);
    } else {
      this.#pushNumber(value);
    }
  }

  /** The array; `null`: there is nothing but nulls, which `unnest` makes of nothing. */
  finish(): Buffer | null {
    if (this.#nulls === this.#count) return null;
    const bytes = this.#bytes;
    bytes.writeInt32BE(1, 0);
    bytes.writeInt32BE(this.#nulls > 0 ? 1 : 0, 4);
    bytes.writeInt32BE(NUMBERS[this.#of], 8);
    bytes.writeInt32BE(this.#count, 12);
    bytes.writeInt32BE(1, 16);
    return bytes.subarray(0, this.#at);
  }

  #pushText(value: string) {
    if (this.#of !== 'text' && this.#of !== 'uuid') throw this.#wrong(value);
    this.#reserve(LENGTH_BYTES + value.length * MAX_UNIT_BYTES);
    const length = this.#bytes.write(value, this.#at + LENGTH_BYTES);
    this.#bytes.writeInt32BE(length, this.#at);
    this.#at += LENGTH_BYTES + length;
  }

  #pushNumber(value: number) {
    const isWhole = Number.isSafeInteger(value);
    const size = this.#of === 'int4' ? 4 : 8;
    this.#reserve(LENGTH_BYTES + size);
    const at = this.#bytes.writeInt32BE(size, this.#at);
    switch (this.#of) {
      case 'int4':
        if (!isWhole) throw this.#wrong(value);
        this.#at = this.#bytes.writeInt32BE(value, at);
        return;
      case 'int8':
        if (!isWhole) throw this.#wrong(value);
        this.#bytes.writeInt32BE(Math.floor(value / TWO_TO_32), at);
        // As unsigned 32 bits, also of what is below zero.
        this.#at = this.#bytes.writeUInt32BE(value % TWO_TO_32 >>> 0, at + 4);
        return;
      case 'float8':
        this.#at = this.#bytes.writeDoubleBE(value, at);
        return;
      default:
        throw this.#wrong(value);
    }
  }

  #wrong(value: string | number) {
    return new TypeError(
      `A column of ${this.#of} cannot have a ${typeof value}, or not this one`,
    );
  }

  #reserve(more: number) {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}
