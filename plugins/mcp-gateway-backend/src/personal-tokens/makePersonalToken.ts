import { randomBytes } from 'node:crypto';
import { checksumOf } from './checksumOf';
import { PERSONAL_TOKEN_PREFIX } from './PERSONAL_TOKEN_PREFIX';
import { toBase62 } from './toBase62';

/** 256 bits by chance: guessing is hopeless, so a plain hash of it may be kept. */
export function makePersonalToken(): string {
  const secret = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const text = `${PERSONAL_TOKEN_PREFIX}${toBase62(secret, 43)}`;
  return `${text}${checksumOf(text)}`;
}
