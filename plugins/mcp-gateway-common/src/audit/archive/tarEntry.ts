import { InputError } from '@backstage/errors';

/** Everything in an archive stands in blocks of so many bytes. */
export const TAR_BLOCK = 512;
/** An archive ends with two empty blocks: one that was cut off is not taken for a whole one. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK);

/** Where a header's own sum stands; it counts as spaces while it is made. */
const SUM_AT = 148;
const SUM_LENGTH = 8;
const NAME = /^[\w./-]{1,99}$/;

/**
 * One file of a tar archive (POSIX ustar): its header, its bytes and what fills the last block. Written here because an archive is
 * streamed file by file, and read by people who check evidence with tools of their own.
 *
 * @throws InputError where the name does not fit into a header.
 */
export function tarEntry(
  name: string,
  bytes: Uint8Array,
  modifiedAt: Date,
): Uint8Array {
  if (!NAME.test(name)) {
    throw new InputError(`"${name}" cannot be the name of a file in a tar`);
  }
  const padded = Math.ceil(bytes.length / TAR_BLOCK) * TAR_BLOCK;
  const entry = new Uint8Array(TAR_BLOCK + padded);
  const put = (at: number, text: string) =>
    entry.set(new TextEncoder().encode(text), at);
  const number = (value: number, digits: number) =>
    `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, number(0o444, 7));
  put(108, number(0, 7));
  put(116, number(0, 7));
  put(124, number(bytes.length, 11));
  put(136, number(Math.floor(modifiedAt.getTime() / 1000), 11));
  put(156, '0');
  put(257, 'ustar\0' + '00');
  put(SUM_AT, `${tarSum(entry).toString(8).padStart(6, '0')}\0 `);
  entry.set(bytes, TAR_BLOCK);
  return entry;
}

/** The sum of a header's bytes, its own sum taken for spaces. */
export function tarSum(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK; at += 1) {
    const isOwn = at >= SUM_AT && at < SUM_AT + SUM_LENGTH;
    sum += isOwn ? 0x20 : header[at];
  }
  return sum;
}
