import { checksumOf } from './checksumOf';
import { PERSONAL_TOKEN_PREFIX } from './PERSONAL_TOKEN_PREFIX';

const SHAPE = new RegExp(`^${PERSONAL_TOKEN_PREFIX}[0-9A-Za-z]{49}$`);
const CHECKSUM = 6;

/** Whether text could be one of our personal access tokens: what is mistyped or made up costs no question to the database. */
export function isPersonalToken(text: string): boolean {
  return (
    SHAPE.test(text) &&
    checksumOf(text.slice(0, -CHECKSUM)) === text.slice(-CHECKSUM)
  );
}
