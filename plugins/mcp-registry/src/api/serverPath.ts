import { parseEntityRef } from '@backstage/catalog-model';

/** How the registry's addresses name a server. */
export function serverPath(serverRef: string): {
  namespace: string;
  name: string;
} {
  const { namespace, name } = parseEntityRef(serverRef, {
    defaultKind: 'api',
    defaultNamespace: 'default',
  });
  return { namespace, name };
}
