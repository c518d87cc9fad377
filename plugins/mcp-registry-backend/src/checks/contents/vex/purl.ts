import { PackageURL } from 'packageurl-js';
import { packageKey } from '../osv/packageKey';
import type { Ecosystem } from '../types';

const TYPES: Readonly<Record<string, Ecosystem>> = {
  npm: 'npm',
  pypi: 'PyPI',
};

/** A package URL, as far as packages are told apart by it. */
export interface ReadPurl {
  /** Type, namespace and name, in one spelling. */
  readonly base: string;
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly ecosystem?: Ecosystem;
}

/** Reads `pkg:npm/%40acme/orders@1.2.0`; `undefined` for what is none. */
export function readPurl(text: string): ReadPurl | undefined {
  try {
    const { type, namespace, name, version, qualifiers } =
      PackageURL.fromString(text);
    if (!type || !name) return undefined;
    const ecosystem = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    const full = namespace ? `${namespace}/${name}` : name;
    const key = ecosystem ? packageKey(ecosystem, full) : full;
    return {
      ...{ type, base: `${type} ${key}`, name: full },
      ...(version && { version }),
      ...(ecosystem && { ecosystem }),
      qualifiers: { ...qualifiers },
    };
  } catch {
    return undefined;
  }
}

/** The package URL of a package; `undefined` for what cannot have one. */
export function purlOf(about: {
  ecosystem: Ecosystem;
  name: string;
  version: string;
}): string | undefined {
  const { ecosystem, name, version } = about;
  const parts = name.split('/');
  const type = ecosystem === 'npm' ? 'npm' : 'pypi';
  try {
    return new PackageURL(
      type,
      parts.length > 1 ? parts.slice(0, -1).join('/') : undefined,
      parts[parts.length - 1],
      version,
      undefined,
      undefined,
    ).toString();
  } catch {
    return undefined;
  }
}

/**
 * Whether a package URL in a statement is about a package: one without a version is about all of them, and what else it says must be
 * said of the package too.
 */
export function isAbout(statement: ReadPurl, actual: ReadPurl): boolean {
  return (
    statement.base === actual.base &&
    (statement.version === undefined || statement.version === actual.version) &&
    Object.entries(statement.qualifiers).every(
      ([key, value]) => actual.qualifiers[key] === value,
    )
  );
}
