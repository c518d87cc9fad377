import { crc32 } from 'node:zlib';
import { toBase62 } from './toBase62';

/** The last six characters of a token: CRC-32 of what stands before, so that scanners tell tokens from text that looks like one. */
export function checksumOf(text: string): string {
  return toBase62(BigInt(crc32(text)), 6);
}
