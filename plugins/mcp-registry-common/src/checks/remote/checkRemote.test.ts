import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { ToolSurface } from '../../revision/toolSurface';
import { aSnapshot } from '../__testUtils__/aSnapshot';
import type { ProbeObservations } from '../observations';
import { checkRemote } from './checkRemote';
import { whereIs } from './whereIs';

function check(
  url: string,
  more: {
    snapshot?: Partial<RevisionSnapshot>;
    surface?: Partial<ToolSurface>;
    type?: 'sse';
    seen?: ProbeObservations['withoutCredential'];
  } = {},
) {
  const { outcome, summary, findings, evidence, dataAt } = checkRemote(
    {
      snapshot: aSnapshot({
        upstream: { type: more.type ?? 'streamable-http', url },
        ...more.snapshot,
      }),
      toolSurface: {
        known: true,
        tools: [],
        probedAt: '2026-11-28T10:00:00.000Z',
        ...more.surface,
      },
      observed: { withoutCredential: more.seen ?? 'closed' },
    },
    { companyDomains: ['corp.example'] },
  );
  const rules = findings.map(({ rule, level }) => `${level} ${rule}`);
  return { outcome, summary, rules, evidence, dataAt };
}

describe('whereIs', () => {
  it.each([
    ['localhost', 'this-machine'],
    ['127.0.0.1', 'this-machine'],
    ['[::1]', 'this-machine'],
    ['localhost.evil.com', 'outside'],
    ['127.0.0.1.evil.com', 'outside'],
    ['10.1.2.3', 'inside'],
    ['172.31.0.1', 'inside'],
    ['172.32.0.1', 'outside'],
    ['8.8.8.8', 'outside'],
    ['[fd00::1]', 'inside'],
    ['[2001:db8::1]', 'outside'],
    ['fc-shop.example', 'outside'],
    ['corp.example', 'inside'],
    ['mcp.CORP.example.', 'inside'],
    ['notcorp.example', 'outside'],
    ['corp.example.com', 'outside'],
    ['orders', 'inside'],
  ])('%s is %s', (host, where) => {
    expect(whereIs(host, ['corp.example', ''])).toBe(where);
  });
});

describe('checkRemote', () => {
  it('passes what runs inside, encrypted, and asks for a credential', () => {
    expect(check('https://mcp.corp.example/mcp')).toEqual({
      outcome: 'pass',
      summary: expect.stringMatching(/inside of the company/),
      rules: [],
      evidence: expect.objectContaining({ where: 'inside', tls: true }),
      dataAt: '2026-11-28T10:00:00.000Z',
    });
  });

  it('passes the machine of the gateway as it is, and says so', () => {
    expect(check('http://localhost:7010/mcp', { seen: 'open' })).toMatchObject({
      outcome: 'pass',
      rules: ['note no-tls', 'note answers-anybody'],
    });
  });

  it('warns of what lies outside, and fails it without TLS', () => {
    expect(check('https://a.example/mcp')).toMatchObject({
      outcome: 'warn',
      rules: ['warning outside-company'],
      summary: expect.stringContaining('a.example'),
    });
    expect(check('http://a.example/mcp').rules).toContain('error no-tls');
    expect(check('http://mcp.corp.example/mcp').rules).toEqual([
      'warning no-tls',
    ]);
  });

  it('takes a server that answers anybody the worse the more its data matters', () => {
    const open = (dataClassification: 'public' | 'confidential') =>
      check('https://a.example/mcp', {
        seen: 'open',
        snapshot: { dataClassification },
      });
    expect(open('public').rules).toContain('warning answers-anybody');
    expect(open('confidential')).toMatchObject({
      outcome: 'fail',
      rules: ['warning outside-company', 'error answers-anybody'],
    });
  });

  it('looks at what calls carry, and how', () => {
    expect(
      check('https://a.example/mcp', {
        type: 'sse',
        snapshot: { credential: { type: 'static', secret: 'key' } },
        surface: { protocolVersion: '2024-11-05' },
      }).rules,
    ).toEqual([
      'warning outside-company',
      'warning shared-secret-outside',
      'warning old-transport',
      'note old-protocol',
    ]);
    expect(check('https://bob:pw@mcp.corp.example/mcp').outcome).toBe('fail');
  });

  it('is not done where nobody knows whether it asks for a credential; what is bad already stays so', () => {
    const surface = { known: false, probeError: 'Nothing listens there.' };
    expect(
      check('https://mcp.corp.example/', { seen: 'unknown', surface }),
    ).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('Nothing listens there.'),
    });
    expect(
      check('http://a.example/', { seen: 'unknown', surface }).outcome,
    ).toBe('fail');
  });

  it('does not apply without an address', () => {
    const result = checkRemote(
      {
        snapshot: aSnapshot(),
        toolSurface: { known: false, tools: [] },
        observed: { withoutCredential: 'unknown' },
      },
      { companyDomains: [] },
    );
    expect(result).toMatchObject({
      outcome: 'notApplicable',
      summary: expect.stringMatching(/no address/),
    });
  });
});
