import { parseEntityRef } from '@backstage/catalog-model';

/** The name in an entity ref, with its namespace where that is not the usual one. What is none stays as it is. */
export function refName(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref, {
      defaultKind: 'user',
      defaultNamespace: 'default',
    });
    return namespace === 'default' ? name : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}
