import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** People type "orders"; the API wants `api:default/orders`. What is half typed is no filter yet. */
export function asRef(text: string, defaultKind: string): string | undefined {
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), { defaultKind, defaultNamespace: 'default' }),
    );
  } catch {
    return undefined;
  }
}
