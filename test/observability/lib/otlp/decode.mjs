// Protobuf's wire format, as far as OTLP needs it, read strictly: what the protocol does not have is an error and is not skipped.
// What comes out has OTLP's JSON form, so that the same checks hold for both.
import { ENUMS, IDS, MESSAGES } from './schema.mjs';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** Values hold values. */
const MAX_DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  take(length) {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('It ends within a field');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  varint() {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = this.take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error('A number is too long');
  }

  sized() {
    return this.take(Number(this.varint()));
  }
}

/** How each type stands on the wire, and what it is in JSON. */
const SCALARS = {
  string: [BYTES, reader => utf8.decode(reader.sized())],
  bytes: [BYTES, reader => Buffer.from(reader.sized()).toString('base64')],
  bool: [VARINT, reader => reader.varint() !== 0n],
  int64: [VARINT, reader => String(BigInt.asIntN(64, reader.varint()))],
  uint32: [VARINT, reader => Number(reader.varint())],
  fixed32: [FIXED32, reader => Buffer.from(reader.take(4)).readUInt32LE()],
  fixed64: [
    FIXED64,
    reader => String(Buffer.from(reader.take(8)).readBigUInt64LE()),
  ],
  sfixed64: [
    FIXED64,
    reader => String(Buffer.from(reader.take(8)).readBigInt64LE()),
  ],
  double: [FIXED64, reader => Buffer.from(reader.take(8)).readDoubleLE()],
  ...Object.fromEntries(
    Object.keys(ENUMS).map(name => [
      name,
      [VARINT, reader => Number(reader.varint())],
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(IDS).map(name => [
      name,
      [BYTES, reader => Buffer.from(reader.sized()).toString('hex')],
    ]),
  ),
};

/** Numbers of a list stand together, or one by one. */
function readPacked(reader, read) {
  const inner = new Reader(reader.sized());
  const values = [];
  while (!inner.isAtEnd) values.push(read(inner));
  return values;
}

/**
 * @param {Uint8Array} bytes
 * @param {keyof typeof MESSAGES} name
 */
export function decode(bytes, name, depth = 0) {
  if (depth > MAX_DEPTH) throw new Error('Values within values without end');
  const byNumber = new Map(
    Object.entries(MESSAGES[name]).map(([key, field]) => [
      field.number,
      { key, ...field },
    ]),
  );
  const reader = new Reader(bytes);
  const message = {};
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    const [number, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    const field = byNumber.get(number);
    if (!field) throw new Error(`The protocol has no field ${name}.${number}`);
    const { key, type, isMany } = field;
    const [expected, read] = SCALARS[type] ?? [
      BYTES,
      inner => decode(inner.sized(), type, depth + 1),
    ];
    const isPacked = isMany && wire === BYTES && expected !== BYTES;
    if (wire !== expected && !isPacked)
      throw new Error(`${name}.${key} stands in wire type ${wire}`);
    if (isMany)
      (message[key] ??= []).push(
        ...(isPacked ? readPacked(reader, read) : [read(reader)]),
      );
    else if (key in message) throw new Error(`${name}.${key} is there twice`);
    else message[key] = read(reader);
  }
  return message;
}
