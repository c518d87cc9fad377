import type { SurfaceTool } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { aSnapshot } from '../__testUtils__/aSnapshot';
import { checkReach } from './checkReach';

const PACKAGE = { registry: 'npm', identifier: 'a', version: '1.0.0' } as const;
const tool = (effect: SurfaceTool['effect']): SurfaceTool => ({
  name: effect,
  digest: 'sha256:a',
  annotationsDigest: 'sha256:b',
  effect,
});
const nothing = { known: false, tools: [] };

const hosted = (permissionProfile?: object) =>
  checkReach({
    snapshot: aSnapshot({ package: PACKAGE, permissionProfile }),
    toolSurface: nothing,
  });
const scoped = (scopes: string[] | undefined, tools = [tool('reads')]) =>
  checkReach({
    snapshot: aSnapshot({
      upstream: { type: 'streamable-http', url: 'https://a.example/mcp' },
      credential: { type: 'user-oauth', scopes },
    }),
    toolSurface: { known: true, tools },
  });
const rules = ({ findings }: ReturnType<typeof checkReach>) =>
  findings.map(({ rule }) => rule);

describe('checkReach', () => {
  it('passes a server that may reach nothing, and says of what', () => {
    expect(hosted()).toMatchObject({
      outcome: 'pass',
      evidence: { isolation: 'shared', permissionProfile: { write: [] } },
    });
  });

  it.each<[string, string, object]>([
    [
      'fail',
      'network.metadata',
      { network: { outbound: { allow_host: ['169.254.169.254'] } } },
    ],
    [
      'fail',
      'network.allow-all',
      { network: { outbound: { insecure_allow_all: true } } },
    ],
    [
      'fail',
      'network.broad-name',
      { network: { outbound: { allow_host: ['.com'] } } },
    ],
    [
      'fail',
      'network.control-port',
      {
        network: { outbound: { allow_host: ['a.example'], allow_port: [22] } },
      },
    ],
    ['fail', 'files.everything', { write: ['/:/host'] }],
    ['fail', 'files.secrets', { read: ['/home/bob/.ssh:/keys'] }],
    [
      'warn',
      'network.private',
      { network: { outbound: { allow_host: ['10.0.0.7'] } } },
    ],
    [
      'warn',
      'network.names-below',
      { network: { outbound: { allow_host: ['.shop.example'] } } },
    ],
  ])('%s: %s', (outcome, rule, profile) => {
    const result = hosted(profile);
    expect(result.outcome).toBe(outcome);
    expect(rules(result)).toContain(rule);
    const found = result.findings.find(finding => finding.rule === rule);
    expect(found?.location).toMatch(/^(network|read|write)/);
    expect(found?.message.length).toBeGreaterThan(30);
  });

  it.each<[string, string[], string[] | undefined]>([
    ['pass', [], ['orders.read']],
    ['fail', ['scope-everything'], ['*']],
    [
      'fail',
      ['scope-everything'],
      ['https://www.googleapis.com/auth/cloud-platform'],
    ],
    ['warn', ['scope-administers'], ['admin:org']],
    ['warn', ['scope-broad'], ['repo']],
    ['warn', ['scope-writes'], ['orders.write']],
    ['warn', ['scopes-unsaid'], undefined],
    [
      'warn',
      ['scopes-many'],
      Array.from({ length: 11 }, (_, i) => `s${i}.read`),
    ],
  ])('%s for scopes with %j', (outcome, expected, scopes) => {
    const result = scoped(scopes);
    expect(result.outcome).toBe(outcome);
    expect(rules(result)).toEqual(expected);
  });

  it('takes scopes that write where tools do, and where the tools are not known', () => {
    expect(scoped(['orders.write'], [tool('changes')]).outcome).toBe('pass');
    expect(scoped(['orders.write'], []).outcome).toBe('pass');
  });

  it('does not apply where nothing bounds the server, and says why', () => {
    const result = checkReach({
      snapshot: aSnapshot({
        upstream: { type: 'streamable-http', url: 'https://a.example/mcp' },
      }),
      toolSurface: nothing,
    });
    expect(result.outcome).toBe('notApplicable');
    expect(result.summary).toMatch(/runs elsewhere/);
  });
});
