import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { Gateway } from './Gateway';
import { McpServerProcessor } from './McpServerProcessor';

const processor = McpServerProcessor.create({
  gateway: Gateway.fromConfig(
    mockServices.rootConfig({
      data: {
        mcpGateway: { listen: { publicUrl: 'https://gateway.example.com/' } },
      },
    }),
  ),
});

const ENDPOINT = {
  type: 'streamable-http',
  url: 'https://gateway.example.com/servers/default/tickets/mcp',
};
const UPSTREAM = {
  type: 'streamable-http',
  url: 'https://tickets.example.com/mcp',
};
const CLASSIFIED = { dataClassification: 'internal', riskTier: 'low' };

function entityWith(spec: JsonObject, metadata: object = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'Tickets', ...metadata },
    spec: { type: 'mcp-server', lifecycle: 'production', owner: 'a', ...spec },
  };
}

describe('McpServerProcessor', () => {
  it('points clients at the gateway where nothing is said', async () => {
    const entity = entityWith({ mcp: { ...CLASSIFIED, upstream: UPSTREAM } });
    const { spec } = await processor.preProcessEntity(entity);
    expect(spec).toEqual({ ...entity.spec, remotes: [ENDPOINT] });
  });

  it('takes foreign remotes for a candidate upstream and replaces them', async () => {
    const { spec } = await processor.preProcessEntity(
      entityWith({
        remotes: [
          { type: 'stdio', url: 'npx tickets' },
          { ...UPSTREAM, headers: [{ name: 'X-Key' }] },
        ],
        mcp: CLASSIFIED,
      }),
    );
    expect(spec).toMatchObject({
      remotes: [ENDPOINT],
      mcp: { ...CLASSIFIED, upstream: UPSTREAM },
    });
  });

  it('takes the deprecated transport only where there is no other', async () => {
    const sse = { type: 'sse', url: 'https://tickets.example.com/sse' };
    const candidate = async (remotes: object[]) => {
      const { spec } = await processor.preProcessEntity(
        entityWith({ remotes, mcp: CLASSIFIED }),
      );
      return spec?.mcp;
    };
    expect(await candidate([sse, UPSTREAM])).toMatchObject({
      upstream: UPSTREAM,
    });
    expect(await candidate([sse])).toMatchObject({ upstream: sse });
  });

  it.each([
    [
      'an upstream',
      { upstream: { ...UPSTREAM, url: 'https://own.example.com' } },
    ],
    [
      'a package',
      { package: { registry: 'npm', identifier: 'x', version: '1' } },
    ],
  ])('prefers %s that is written in spec.mcp', async (_, written) => {
    const { spec } = await processor.preProcessEntity(
      entityWith({ remotes: [UPSTREAM], mcp: { ...CLASSIFIED, ...written } }),
    );
    expect(spec?.mcp).toEqual({ ...CLASSIFIED, ...written });
  });

  it('counts a server that nobody classified as the most sensitive', async () => {
    const result = await processor.preProcessEntity(
      entityWith({ remotes: [UPSTREAM] }),
    );
    expect(result.spec?.mcp).toEqual({
      dataClassification: 'restricted',
      riskTier: 'critical',
      upstream: UPSTREAM,
    });
    expect(result.metadata.annotations).toEqual({
      'sallyport.dev/mcp-spec': 'assumed',
    });
  });

  it.each([
    { mcp: { ...CLASSIFIED, reaches: ['shop', 'resource:other/db'] } },
    { mcp: CLASSIFIED, remotes: [UPSTREAM] },
    { remotes: [UPSTREAM] },
    {},
  ])('gives the same again for its own result: %j', async spec => {
    const once = await processor.preProcessEntity(entityWith(spec));
    expect(await processor.preProcessEntity(once)).toEqual(once);
  });

  it('never takes the gateway for an upstream, whichever server it names', async () => {
    const { spec } = await processor.preProcessEntity(
      entityWith({
        remotes: [
          {
            ...ENDPOINT,
            url: 'https://gateway.example.com:443/servers/a/b/mcp',
          },
        ],
        mcp: CLASSIFIED,
      }),
    );
    expect(spec?.mcp).toEqual(CLASSIFIED);
  });

  it('passes annotations of other MCP modules', async () => {
    const annotations = {
      'modelcontextprotocol.io/name': 'io.example/tickets',
      'modelcontextprotocol.io/version': '1.0.0',
    };
    const { metadata } = await processor.preProcessEntity(
      entityWith({ mcp: CLASSIFIED }, { annotations }),
    );
    expect(metadata.annotations).toEqual(annotations);
  });

  it.each([
    { kind: 'API', spec: { type: 'openapi', remotes: [UPSTREAM], mcp: 1 } },
    { kind: 'Component', spec: { type: 'mcp-server', remotes: [UPSTREAM] } },
  ])('leaves other entities alone: %j', async part => {
    const entity = { ...entityWith({}), ...part };
    expect(await processor.preProcessEntity(entity)).toBe(entity);
  });

  it('writes out what a server reaches', async () => {
    const { spec } = await processor.preProcessEntity(
      entityWith(
        { mcp: { ...CLASSIFIED, reaches: ['shop', 'Resource:DB'] } },
        { namespace: 'sales' },
      ),
    );
    expect(spec?.mcp).toMatchObject({
      reaches: ['system:sales/shop', 'resource:sales/db'],
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a missing field',
      { dataClassification: 'internal' },
      /spec\.mcp\.riskTier is missing; write for example `riskTier: low \(or medium, high, critical\)`/,
    ],
    [
      'a wrong word',
      { ...CLASSIFIED, riskTier: 'hihg' },
      /spec\.mcp\.riskTier is "hihg", but must be low or medium or high or critical/,
    ],
    [
      'an unknown field',
      { ...CLASSIFIED, dataClass: 'x' },
      /spec\.mcp has "dataClass", which is not known there; known are audience, dataClassification/,
    ],
    [
      'a wrong type',
      { ...CLASSIFIED, compliance: 'gdpr' },
      /spec\.mcp\.compliance is "gdpr", but must be of type array; write for example `compliance: \[gdpr\]`/,
    ],
    [
      'too much text',
      { ...CLASSIFIED, audience: ['x'.repeat(101)] },
      /spec\.mcp\.audience\.0 is too long: at most 100 characters/,
    ],
    [
      'an address that is none',
      { ...CLASSIFIED, upstream: { ...UPSTREAM, url: 'tickets' } },
      /spec\.mcp\.upstream\.url.*https:\/\/tickets\.example\.com/,
    ],
    [
      'another scheme',
      { ...CLASSIFIED, upstream: { ...UPSTREAM, url: 'file:///etc/passwd' } },
      /spec\.mcp\.upstream\.url begins with file:; use https/,
    ],
    [
      'a password in an address',
      {
        ...CLASSIFIED,
        upstream: { ...UPSTREAM, url: 'https://a:b@c.example' },
      },
      /contains a user name or password; take it out/,
    ],
    [
      'the gateway as its own upstream',
      { ...CLASSIFIED, upstream: ENDPOINT },
      /is the gateway's own address/,
    ],
    [
      'two ways to get it',
      {
        ...CLASSIFIED,
        upstream: UPSTREAM,
        package: { registry: 'npm', identifier: 'x', version: '1' },
      },
      /both upstream and package/,
    ],
    [
      'a start without a package',
      { ...CLASSIFIED, run: { command: 'x' } },
      /there is no spec\.mcp\.package/,
    ],
    [
      'a system of another kind',
      { ...CLASSIFIED, reaches: ['user:default/alice'] },
      /"user:default\/alice", but a server can only reach a System, Component, Resource, API/,
    ],
    [
      'a ref that is none',
      { ...CLASSIFIED, reaches: ['resource:'] },
      /"resource:", which is no entity ref/,
    ],
  ])('says what to do about %s', async (_, mcp, message) => {
    await expect(
      processor.preProcessEntity(entityWith({ mcp })),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
  });

  it('names every problem at once, and the entity', async () => {
    await expect(
      processor.preProcessEntity(entityWith({ mcp: { riskTier: 'x' } })),
    ).rejects.toThrow(
      /^api:default\/tickets .*dataClassification is missing.*riskTier is "x"/,
    );
  });

  it('does not start with an address of the gateway that is none', () => {
    const config = mockServices.rootConfig({
      data: { mcpGateway: { listen: { publicUrl: 'gateway' } } },
    });
    expect(() => Gateway.fromConfig(config)).toThrow(
      /mcpGateway\.listen\.publicUrl is "gateway", which is no URL/,
    );
  });
});
