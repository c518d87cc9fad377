import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { activeServer } from '../__testUtils__/documents';
import { serversInScope } from './serversInScope';
import type { AskScope } from './types';

const api = (name: string, type = 'mcp-server'): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name, namespace: 'default' },
  spec: { type },
});

const server = (name: string, given: { isHeld?: boolean; owner?: string }) => ({
  ref: `api:default/${name}`,
  isHeld: given.isHeld ?? false,
  document: {
    ...activeServer(name, 'http://up.example/mcp'),
    version: 1 as const,
    sequence: 1,
    ...(given.owner && { owner: given.owner }),
  },
});

const SERVERS = [
  server('held', { isHeld: true, owner: 'group:default/others' }),
  server('mine', {}),
  server('seen', { owner: 'group:default/others' }),
  server('no-server-any-more', { owner: 'group:default/others' }),
  server('not-seen', { owner: 'group:default/others' }),
];
const owners = ['user:default/bob', 'group:default/data-platform'];

describe('serversInScope', () => {
  const credentials = mockCredentials.user('user:default/bob');
  const catalog = catalogServiceMock({
    entities: [api('seen'), api('no-server-any-more', 'openapi')],
  });
  const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
  const namesIn = async (scope: AskScope) =>
    (await serversInScope(SERVERS, { scope, catalog, credentials })).map(
      ({ ref }) => ref.split('/')[1],
    );

  it('D2: about oneself: what one has access to, owns, or sees in the catalog as oneself', async () => {
    expect(await namesIn({ kind: 'own', owners })).toEqual([
      'held',
      'mine',
      'seen',
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    const [request, options] = asked.mock.calls[0];
    expect(request.entityRefs).toEqual([
      'api:default/seen',
      'api:default/no-server-any-more',
      'api:default/not-seen',
    ]);
    expect(options).toEqual({ credentials });
  });

  it('A3: about others: what one owns, or everything', async () => {
    expect(await namesIn({ kind: 'owned', owners })).toEqual(['mine']);
    expect(await namesIn({ kind: 'all' })).toHaveLength(SERVERS.length);
  });
});
