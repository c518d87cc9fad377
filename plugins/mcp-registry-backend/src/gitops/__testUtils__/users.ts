import type { Entity } from '@backstage/catalog-model';
import { GROUPS } from '../../__testUtils__/people';

/** The example people as the catalog has them. */
export function userEntities(): Entity[] {
  return Object.entries(GROUPS).map(([name, groups]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      ...{ name, namespace: 'default' },
      annotations: {
        'github.com/user-login': `gh-${name}`,
        'gitlab.com/user-login': `gl-${name}`,
      },
    },
    spec: { profile: { email: `${name}@example.com` }, memberOf: groups },
    relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
  }));
}
