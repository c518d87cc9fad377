import { serverEntity } from '../__testUtils__/entities';
import { driftOf } from './driftOf';
import { readDefinition } from './readDefinition';
import { readEntity } from './readEntity';

describe('readEntity', () => {
  it('reads what matters, with whole entity refs', () => {
    expect(
      readEntity(serverEntity({ mcp: { reaches: ['shop'] } }), {}),
    ).toMatchObject({
      serverRef: 'api:default/everything',
      origin: 'url:https://git.example.com/catalog.yaml',
      display: { title: 'Everything', tags: ['demo'] },
      facts: {
        owner: 'group:default/data-platform',
        riskTier: 'low',
        reaches: ['system:default/shop'],
        upstream: { url: 'http://localhost:7010/everything' },
      },
    });
  });

  it('says which field of spec.mcp is wrong', () => {
    expect(() =>
      readEntity(serverEntity({ mcp: { riskTier: 'huge' } }), {}),
    ).toThrow(/api:default\/everything: spec\.mcp\.riskTier/);
  });

  it('counts a foreign entity as most sensitive, and its remote as its address unless that is the gateway', () => {
    const entity = serverEntity();
    const foreign = (url: string, type = 'streamable-http') => ({
      ...entity,
      spec: {
        type: 'mcp-server',
        lifecycle: 'production',
        owner: 'data-platform',
        remotes: [
          { type, url },
          { type: 'sse', url: 'https://old.example.com' },
        ],
      },
    });
    const options = { gatewayPublicUrl: 'http://localhost:7008' };
    expect(
      readEntity(foreign('https://mcp.example.com'), options).facts,
    ).toMatchObject({
      riskTier: 'critical',
      dataClassification: 'restricted',
      upstream: { url: 'https://mcp.example.com' },
    });
    expect(
      readEntity(
        foreign('http://localhost:7008/servers/default/everything/mcp'),
        options,
      ).facts.upstream,
    ).toEqual({ type: 'sse', url: 'https://old.example.com' });
    expect(
      readEntity(foreign('npx tickets', 'stdio'), options).facts.upstream,
    ).toEqual({ type: 'sse', url: 'https://old.example.com' });
  });
});

describe('readDefinition', () => {
  const definition = {
    name: 'orders',
    description: 'Looks up orders',
    owner: 'data-platform',
    riskTier: 'low' as const,
    dataClassification: 'public' as const,
    upstream: { type: 'streamable-http' as const, url: 'http://localhost/mcp' },
  };

  it('binds the server to its own origin', () => {
    expect(readDefinition(definition, { serverId: 'id-1' })).toMatchObject({
      serverRef: 'api:default/orders',
      origin: 'mcp-registry:id-1',
      facts: { owner: 'group:default/data-platform' },
    });
  });

  it.each(['data:text/html,x', 'file:///etc/passwd', 'nonsense'])(
    'refuses the address %s',
    url => {
      expect(() =>
        readDefinition(
          { ...definition, upstream: { type: 'streamable-http', url } },
          { serverId: 'id-1' },
        ),
      ).toThrow(expect.objectContaining({ code: 'server.invalid-entity' }));
    },
  );
});

describe('driftOf', () => {
  it('names what differs, whatever the order', () => {
    const { facts } = readEntity(serverEntity(), {});
    expect(driftOf({ approved: undefined, live: facts })).toEqual([]);
    const approved = { ...facts, compliance: ['a', 'b'] };
    expect(
      driftOf({ approved, live: { ...approved, compliance: ['b', 'a'] } }),
    ).toEqual([]);
    expect(
      driftOf({
        approved,
        live: { ...approved, riskTier: 'high', upstream: undefined },
      }),
    ).toEqual(['risk tier', 'address']);
  });
});
