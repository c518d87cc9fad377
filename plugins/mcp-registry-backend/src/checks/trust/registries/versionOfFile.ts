import { packageKey } from '../../contents/osv/packageKey';

const SOURCE = /\.(?:tar\.gz|zip)$/;

/**
 * The version in the name of a file of a project; `undefined` for files of other kinds (eggs, installers), which nothing here installs,
 * and for names that are another project's.
 *
 * @param key - the project's name in its one spelling
 */
export function versionOfFile(
  filename: string,
  key: string,
): string | undefined {
  if (filename.endsWith('.whl')) {
    // name-version(-build)?-python-abi-platform, none of which has a hyphen in it.
    const parts = filename.slice(0, -'.whl'.length).split('-');
    const isWheel = parts.length === 5 || parts.length === 6;
    return isWheel && packageKey('PyPI', parts[0]) === key
      ? parts[1]
      : undefined;
  }
  if (!SOURCE.test(filename)) return undefined;
  const stem = filename.replace(SOURCE, '');
  const at = stem.lastIndexOf('-');
  return at > 0 && packageKey('PyPI', stem.slice(0, at)) === key
    ? stem.slice(at + 1)
    : undefined;
}
