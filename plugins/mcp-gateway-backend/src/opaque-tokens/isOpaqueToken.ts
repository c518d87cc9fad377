import { checksumOf } from './checksumOf';

const BODY = /^[0-9A-Za-z]{49}$/;
const CHECKSUM = 6;

/** Whether text could be a token that {@link makeOpaqueToken} made: what is mistyped or made up costs no question to the database. */
export function isOpaqueToken(prefix: string, text: string): boolean {
  return (
    text.startsWith(prefix) &&
    BODY.test(text.slice(prefix.length)) &&
    checksumOf(text.slice(0, -CHECKSUM)) === text.slice(-CHECKSUM)
  );
}
