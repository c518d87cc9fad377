import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { z } from 'zod';

const answerSchema = z.object({
  items: z.array(z.object({ result: z.enum(AuthorizeResult) })).length(1),
});

/**
 * Has the catalog apply a conditional decision to one of its entities, as Backstage's permission backend does. An
 * entity that is not there is denied.
 */
export async function applyCatalogConditions(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  entityRef: string;
  conditions: object;
  signal: AbortSignal;
}): Promise<boolean> {
  const { auth, discovery, entityRef, conditions, signal } = options;
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await auth.getOwnServiceCredentials(),
    targetPluginId: 'catalog',
  });
  const baseUrl = await discovery.getBaseUrl('catalog');
  const response = await fetch(
    `${baseUrl}/.well-known/backstage/permissions/apply-conditions`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        items: [
          {
            id: '1',
            resourceRef: entityRef,
            resourceType: 'catalog-entity',
            conditions,
          },
        ],
      }),
      // Following a redirect would carry the token elsewhere.
      redirect: 'error',
      signal,
    },
  );
  if (!response.ok) throw await ResponseError.fromResponse(response);
  const { items } = answerSchema.parse(await response.json());
  return items[0].result === AuthorizeResult.ALLOW;
}
