import { packageKey } from '../../contents/osv/packageKey';

/** A package's name in the parts that look-alikes play with. */
export interface PackageName {
  /** Who publishes it, as far as the name says: `@acme`, `ghcr.io/acme`. */
  readonly scope: string;
  /** The rest of it. */
  readonly bare: string;
  readonly whole: string;
}

/** Takes the name of a package or an image apart. */
export function readPackageName(
  registry: 'npm' | 'pypi' | 'oci',
  identifier: string,
): PackageName {
  if (registry === 'pypi') {
    // All spellings of a name are one name, and nobody owns a part of it.
    const whole = packageKey('PyPI', identifier);
    return { scope: '', bare: whole, whole };
  }
  const [withTag] = registry === 'oci' ? identifier.split('@') : [identifier];
  const tagAt = withTag.indexOf(':', withTag.lastIndexOf('/') + 1);
  const whole = (
    registry === 'oci' && tagAt > 0 ? withTag.slice(0, tagAt) : withTag
  ).replace(/^docker\.io\/(?:library\/)?/, '');
  const at = whole.lastIndexOf('/');
  return {
    scope: at < 0 ? '' : whole.slice(0, at),
    bare: whole.slice(at + 1),
    whole,
  };
}
