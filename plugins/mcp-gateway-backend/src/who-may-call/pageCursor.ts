import { InputError } from '@backstage/errors';

/** Where a page ended: the last key that it has or left out. */
export function writeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** Reads what {@link writeCursor} wrote. A key is only compared: another one begins elsewhere, and shows nothing more. */
export function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key === '' || writeCursor(key) !== cursor) {
    throw new InputError(
      'The cursor is not one that this list gave; begin again without it',
    );
  }
  return key;
}
