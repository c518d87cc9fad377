import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { mcpSpecSchema } from '@sallyport/backstage-plugin-mcp-registry-common';
import { catalogModuleMcpRegistry } from '../module';

jest.setTimeout(30_000);

const EXAMPLES = join(__dirname, '../../../../examples');
const KINDS = [
  'Location',
  'Domain',
  'System',
  'Component',
  'Resource',
  'API',
  'Group',
  'User',
  'Template',
];

describe('the example company in a real catalog', () => {
  let entities: Map<string, Entity>;

  beforeAll(async () => {
    entities = await loadExamples();
  });

  it.each([
    'everything',
    'orders',
    'filesystem',
    'memory',
    'sequential-thinking',
  ])(
    '%s is a server with an owner, a system and the gateway as its address',
    name => {
      const server = entities.get(`api:default/${name}`);
      expect(server?.metadata.description).toBeTruthy();
      expect(server?.metadata.tags).not.toEqual([]);
      expect(server?.spec).toMatchObject({
        type: 'mcp-server',
        remotes: [
          {
            type: 'streamable-http',
            url: `http://localhost:7008/servers/default/${name}/mcp`,
          },
        ],
      });
      expect(mcpSpecSchema.parse(server?.spec?.mcp)).toMatchObject({
        audience: expect.any(Array),
        compliance: expect.any(Array),
        reaches: expect.any(Array),
      });
      const types = server?.relations?.map(relation => relation.type);
      expect(types).toEqual(expect.arrayContaining(['ownedBy', 'partOf']));
    },
  );

  it('relates nothing to what is not there', () => {
    const dangling = [...entities.values()].flatMap(entity =>
      (entity.relations ?? [])
        .filter(({ targetRef }) => !entities.has(targetRef))
        .map(({ targetRef }) => `${stringifyEntityRef(entity)} → ${targetRef}`),
    );
    expect(dangling).toEqual([]);
  });

  it('shows the orders database who reaches it', () => {
    expect(
      entities.get('resource:default/orders-db')?.relations,
    ).toContainEqual({
      type: 'reachedBy',
      targetRef: 'api:default/orders',
    });
  });

  it('pins the same versions as examples/servers/package.json installs, and the company makes itself', () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(EXAMPLES, path), 'utf8'));
    const { dependencies } = read('servers/package.json');
    const own = read('orders/mcp-package.json');
    const npm = (name: string) => `npm:@modelcontextprotocol/${name}`;
    const catalogued = [...entities.values()].flatMap(entity => {
      const { package: packaged, upstream } = Object(entity.spec?.mcp);
      const annotations = entity.metadata.annotations ?? {};
      const name = annotations['modelcontextprotocol.io/name'];
      const version = annotations['modelcontextprotocol.io/version'];
      const annotated = name && [npm(name.split('/')[1]), version];
      const started = packaged && [
        `${packaged.registry}:${packaged.identifier}`,
        packaged.version,
      ];
      // A server that already runs names its package in the annotations alone.
      return [annotated, upstream ? annotated : started].filter(Boolean);
    });
    expect(new Set(catalogued.map(pin => pin.join('@')))).toEqual(
      new Set(
        [...Object.entries(dependencies), [own.name, own.version]].map(
          pin => `npm:${pin.join('@')}`,
        ),
      ),
    );
  });
});

async function loadExamples(): Promise<Map<string, Entity>> {
  let list: () => Promise<Entity[]> = async () => [];
  const reader = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'reader',
    register(reg) {
      reg.registerInit({
        deps: { catalog: catalogServiceRef },
        async init({ catalog }) {
          const credentials = mockCredentials.service();
          list = async () => {
            const { items } = await catalog.getEntities({}, { credentials });
            return items;
          };
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      scaffolderEntityModel,
      catalogModuleMcpRegistry,
      reader,
      mockServices.rootConfig.factory({
        data: {
          mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
          catalog: {
            locations: [
              {
                type: 'file',
                target: join(EXAMPLES, 'catalog.yaml'),
                rules: [{ allow: KINDS }],
              },
            ],
          },
        },
      }),
    ],
  });
  // Processing goes on by itself; Jest's own time limit ends a wait in vain.
  let items: Entity[] = [];
  do {
    await new Promise(resolve => setTimeout(resolve, 200));
    items = await list();
  } while (!isComplete(items));
  await backend.stop();
  return new Map(items.map(entity => [stringifyEntityRef(entity), entity]));
}

/** All there, and stitched: everything of the example has a relation but the locations. */
function isComplete(items: Entity[]): boolean {
  const owned = items.filter(({ kind }) => kind !== 'Location');
  return (
    owned.length === countWritten() &&
    owned.every(({ relations }) => relations?.length)
  );
}

function countWritten(): number {
  const [, targets] = readFileSync(
    join(EXAMPLES, 'catalog.yaml'),
    'utf8',
  ).split('targets:');
  return [...targets.matchAll(/- (\S+)/g)]
    .map(([, target]) => readFileSync(join(EXAMPLES, target), 'utf8'))
    .flatMap(text => text.match(/^kind: /gm) ?? []).length;
}
