import { InputError } from '@backstage/errors';

/** No dots at the beginning: a path says where it leads. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/;

/** A path of Vault as it stands in an address: names between slashes, none of which leads elsewhere. */
export function readVaultPath(path: string, at: string): string {
  const trimmed = path.replace(/^\/|\/$/g, '');
  if (trimmed.split('/').every(part => NAME.test(part))) return trimmed;
  throw new InputError(
    `${at} must be names of letters, digits, '-', '_' and '.', with '/' between them`,
  );
}
