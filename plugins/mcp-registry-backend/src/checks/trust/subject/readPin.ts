import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';

/** What of a package is approved, exactly. */
export interface Pin {
  /** `sha512-…` of an archive, `sha256:…` of an image, a file of PyPI or a folder, `sha256-…` of a release of PyPI. */
  readonly digest: string;
  /** It holds the dependencies too (ADR 0041). */
  readonly withDependencies: boolean;
  /** Seconds since 1970: as of then it was looked up. */
  readonly at?: number;
  /** Who said so: the definition, or a probe that has installed it. */
  readonly from: 'definition' | 'probe';
}

/** The pin of a revision: what the definition says, else what a probe has installed. Absent: any bytes could run. */
export function readPin({
  package: wanted,
  installed,
}: Pick<RevisionSnapshot, 'package' | 'installed'>): Pin | undefined {
  const written = wanted?.integrity;
  const text = written ?? installed?.integrity;
  if (text === undefined) return undefined;
  const [digest, ...options] = text.split('?');
  const values = new URLSearchParams(options.join('&'));
  const at = Number(values.get('at') ?? NaN);
  return {
    digest,
    withDependencies: values.has('tree'),
    ...(Number.isSafeInteger(at) && { at }),
    from: written === undefined ? 'probe' : 'definition',
  };
}

/** The hexadecimal digest in `sha512-…`; `undefined` for anything else. */
export function sha512Hex(integrity: string): string | undefined {
  const match = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity);
  return match ? Buffer.from(match[1], 'base64').toString('hex') : undefined;
}
