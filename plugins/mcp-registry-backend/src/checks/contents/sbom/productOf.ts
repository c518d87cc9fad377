import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import { PackageURL } from 'packageurl-js';
import { readImageName } from '../../trust/subject/readImageName';
import { readPin } from '../../trust/subject/readPin';
import { purlOf } from '../vex/purl';

/** The package URL of what a revision runs; `undefined` where it runs elsewhere, or cannot be named so. */
export function productOf(
  snapshot: Pick<RevisionSnapshot, 'package' | 'installed'>,
): string | undefined {
  const { package: wanted } = snapshot;
  if (!wanted) return undefined;
  const { registry, identifier: name, version } = wanted;
  if (registry === 'npm') return purlOf({ ecosystem: 'npm', name, version });
  if (registry === 'pypi') return purlOf({ ecosystem: 'PyPI', name, version });
  try {
    const pin = readPin(snapshot);
    const image = readImageName({ ...wanted, integrity: pin?.digest });
    const path = image.path.split('/');
    return new PackageURL(
      'oci',
      undefined,
      path[path.length - 1],
      image.digests[0],
      { repository_url: `${image.host}/${image.path}` },
      undefined,
    ).toString();
  } catch {
    return undefined;
  }
}
