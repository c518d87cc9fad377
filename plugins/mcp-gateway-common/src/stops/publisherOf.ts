/**
 * Who publishes a package, as far as its name says so: the scope of an npm package (`npm/@acme`), where an image lies
 * (`oci/ghcr.io/acme`). Names without either belong to nobody that could be told.
 */
export function publisherOf(packageName: string): string | undefined {
  const [registry, ...parts] = packageName.split('/');
  if (parts.length < 2) return undefined;
  return registry === 'npm' && !parts[0].startsWith('@')
    ? undefined
    : [registry, ...parts.slice(0, -1)].join('/');
}
