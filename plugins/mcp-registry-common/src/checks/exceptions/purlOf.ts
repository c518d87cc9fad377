import type { RevisionSnapshot } from '../../revision/revisionSnapshot';

/** The package URL of what a version runs; absent where it has none that others would know it by. */
export function purlOf(
  pkg: NonNullable<RevisionSnapshot['package']>,
): string | undefined {
  const { registry, identifier, version, integrity } = pkg;
  const at = `@${encodeURIComponent(version)}`;
  switch (registry) {
    case 'npm':
      return `pkg:npm/${identifier.replace(/^@/, '%40')}${at}`;
    case 'pypi':
      return `pkg:pypi/${identifier
        .toLocaleLowerCase('en-US')
        .replaceAll('_', '-')}${at}`;
    case 'oci': {
      const name = identifier.split('/').at(-1);
      // A tag can be moved, so it is no version of an image.
      const digest = integrity ?? version;
      return name && digest.startsWith('sha256:')
        ? `pkg:oci/${name.toLocaleLowerCase('en-US')}@${encodeURIComponent(
            digest,
          )}?repository_url=${identifier}`
        : undefined;
    }
    default:
      return unknown(registry);
  }
}

function unknown(_: never): undefined {
  return undefined;
}
