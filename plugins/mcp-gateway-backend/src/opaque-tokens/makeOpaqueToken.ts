import { randomBytes } from 'node:crypto';
import { checksumOf } from './checksumOf';
import { toBase62 } from './toBase62';

/** 256 bits by chance behind a prefix that scanners know: guessing is hopeless, so a plain hash of it may be kept. */
export function makeOpaqueToken(prefix: string): string {
  const secret = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const text = `${prefix}${toBase62(secret, 43)}`;
  return `${text}${checksumOf(text)}`;
}
