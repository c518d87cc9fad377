import { stringify } from 'yaml';
import { serverJsonToDefinition } from './serverJson/importServerJson';
import { mcpServerToDefinition } from './toolhive/importMcpServer';
import { FILE_BOUNDS, readDocuments } from './readDocuments';
import { readDefinitions } from './readDefinitions';

const ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name: 'orders', description: 'Orders', annotations: { a: 'b' } },
  spec: {
    type: 'mcp-server',
    owner: 'shop',
    mcp: {
      riskTier: 'low',
      dataClassification: 'internal',
      upstream: { type: 'streamable-http', url: 'https://orders.example/mcp' },
    },
  },
};
const read = (...texts: string[]) =>
  readDefinitions(texts.map((text, at) => ({ path: `${at}.yaml`, text })));
const remarksOf = (reading: { remarks: readonly { code: string }[] }) =>
  reading.remarks.map(({ code }) => code);

describe('reading files', () => {
  it('finds definitions among other things', () => {
    const { found, problems, passedOver } = read(
      `${stringify(ENTITY)}---\napiVersion: v1\nkind: Group\n`,
    );
    expect(found).toMatchObject([
      { serverRef: 'api:default/orders', format: 'entity', path: '0.yaml' },
    ]);
    expect(found[0].definition).not.toHaveProperty('annotations');
    expect([problems, passedOver]).toEqual([[], 1]);
  });

  it('names the place of a mistake, and reads the others', () => {
    const { found, problems } = read(
      stringify({ ...ENTITY, spec: { ...ENTITY.spec, owner: 7 } }),
      stringify(ENTITY),
      stringify(ENTITY),
      'what: is this',
      stringify({
        ...ENTITY,
        metadata: { name: 'stocks', description: 'x' },
        spec: { ...ENTITY.spec, mcp: { ...ENTITY.spec.mcp, riskTeir: 'low' } },
      }),
    );
    expect(found.map(({ path }) => path)).toEqual(['1.yaml']);
    expect(problems).toMatchObject([
      { path: '0.yaml', text: expect.stringContaining('spec.owner') },
      { path: '2.yaml', text: expect.stringContaining('1.yaml already') },
      { path: '3.yaml', text: expect.stringContaining('neither an entity') },
      { path: '4.yaml', text: expect.stringContaining('spec.mcp.riskTeir') },
    ]);
  });

  it('refuses a definition of which half is misunderstood', () => {
    const { problems } = read(
      stringify({
        ...ENTITY,
        spec: {
          ...ENTITY.spec,
          mcp: { ...ENTITY.spec.mcp, package: { registry: 'npm' } },
        },
      }),
    );
    expect(problems[0].text).toContain('spec.mcp.package');
  });
});

describe('bounds of a file (R2)', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [at, name] of [...'bcdefgh'].entries()) {
    const from = 'abcdefg'[at];
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${from}`).join(', ')}]`);
  }

  it.each([
    ['a small text for gigabytes', bomb.join('\n'), /alias/i],
    ['nesting without end', '['.repeat(5000), /./],
    [
      'nesting that is closed',
      `${'['.repeat(300)}${']'.repeat(300)}`,
      /deeply/,
    ],
    ['too large', 'x'.repeat(FILE_BOUNDS.bytes + 1), /larger/],
    ['too many documents', '---\na: 1\n'.repeat(101), /documents/],
    ['too many values', `[${'1,'.repeat(30_000)}1]`, /too many values/],
    ['a key of prototypes', '{"__proto__": {"isAdmin": true}}', /not allowed/],
    [
      'another one, nested',
      'a: { constructor: { prototype: 1 } }',
      /not allowed/,
    ],
    ['a key twice', 'a: 1\na: 2', /unique/i],
    ['a tag', 'a: !!js/function "x"', /tag/i],
    ['a key that is no text', '? [1, 2]\n: x', /plain text/],
    ['no YAML', 'a: [', /./],
  ])('%s', (_what, text, words) => {
    const { documents, problem } = readDocuments(text);
    expect(documents).toEqual([]);
    expect(problem).toMatch(words);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('does not repeat what stands around a mistake: it may be a secret', () => {
    const { problem } = readDocuments('token: "hunter2\nmore: [');
    expect(problem).toBeDefined();
    expect(problem).not.toContain('hunter2');
  });
});

describe('what other formats cannot say, or say in another way', () => {
  it('says of everything in an MCPServer that is not carried', () => {
    const reading = mcpServerToDefinition(
      {
        apiVersion: 'toolhive.stacklok.dev/v1beta1',
        kind: 'MCPServer',
        metadata: { name: 'github' },
        spec: {
          image: 'ghcr.io/acme/github-mcp:1.0.0',
          permissionProfile: { type: 'builtin', name: 'network' },
          secrets: [{ name: 'gh', key: 'token', targetEnvName: 'GH_TOKEN' }],
          volumes: [{ name: 'x', hostPath: '/', mountPath: '/host' }],
          toolConfigRef: { name: 'read-only' },
          podTemplateSpec: { spec: { hostNetwork: true } },
          resources: { limits: { memory: '512Mi', cpu: '500m' } },
        },
      },
      { missing: { owner: 'group:default/shop' } },
    );
    expect(reading.problems).toEqual([]);
    expect(reading.definition).toEqual({
      ...{ name: 'github', description: 'github', owner: 'group:default/shop' },
      ...{ riskTier: 'critical', dataClassification: 'restricted' },
      package: {
        registry: 'oci',
        ...{ identifier: 'ghcr.io/acme/github-mcp', version: '1.0.0' },
      },
      permissionProfile: {
        network: { mode: 'none' },
        sallyport: {
          secrets: { GH_TOKEN: { secret: 'gh.token', as: 'env' } },
          limits: { cpu: 0.5, memoryBytes: 512 * 1024 ** 2 },
        },
      },
    });
    const said = reading.remarks.map(({ text }) => text).join('\n');
    for (const path of ['volumes', 'toolConfigRef', 'podTemplateSpec']) {
      expect(said).toContain(`spec.${path}`);
    }
    expect(remarksOf(reading)).toEqual(
      expect.arrayContaining([
        'import.restriction',
        'import.builtin-network',
        'import.secret',
        'import.owner',
        'import.most-sensitive',
      ]),
    );
  });

  it('takes one package of a foreign server.json, and asks for its secrets', () => {
    const reading = serverJsonToDefinition(
      {
        server: {
          $schema:
            'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
          name: 'io.github.acme/Orders_MCP',
          description: 'Orders',
          version: '1.0.2',
          packages: [
            { registryType: 'nuget', identifier: 'Orders', version: '1' },
            {
              registryType: 'npm',
              identifier: '@acme/orders',
              version: '1.0.2',
              transport: { type: 'stdio' },
              runtimeHint: 'npx',
              packageArguments: [
                { type: 'positional', value: 'serve' },
                { type: 'named', name: '--region', value: 'eu' },
                { type: 'positional', valueHint: 'folder' },
              ],
              environmentVariables: [
                { name: 'KEY', isSecret: true },
                { name: 'LEVEL', default: 'info' },
              ],
            },
          ],
        },
      },
      {
        missing: {
          owner: 'shop',
          riskTier: 'low',
          dataClassification: 'public',
        },
      },
    );
    expect(reading.definition).toMatchObject({
      name: 'orders-mcp',
      package: { registry: 'npm', identifier: '@acme/orders' },
      run: { args: ['serve', '--region', 'eu'], env: { LEVEL: 'info' } },
    });
    expect(remarksOf(reading)).toEqual(
      expect.arrayContaining([
        'import.first-only',
        'import.secret-needed',
        'import.left-out',
        'import.not-understood',
        'import.no-profile',
        'import.name',
      ]),
    );
  });

  it('needs an owner', () => {
    const { definition, problems } = serverJsonToDefinition({
      name: 'a.b/orders',
      description: 'Orders',
      remotes: [{ type: 'streamable-http', url: 'https://x.example/mcp' }],
    });
    expect(definition).toBeUndefined();
    expect(problems.join()).toContain('owner');
  });
});
