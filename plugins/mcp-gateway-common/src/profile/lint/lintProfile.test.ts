import fc from 'fast-check';
import { arbitraryProfile } from '../__testUtils__/arbitraryProfile';
import type { PermissionProfile } from '../permissionProfile';
import { profileEgress } from '../profileEgress';
import { lintProfile, type LintedServer } from './lintProfile';
import { PROFILE_FINDINGS } from './profileFindings';

const out = (allow_host: string[], allow_port = [443]): PermissionProfile => ({
  network: { outbound: { allow_host, allow_port } },
});
const found = (profile: PermissionProfile, server?: LintedServer) =>
  lintProfile(profile, server).map(({ code, path }) => `${code} ${path}`);
const HOST = 'network.outbound.allow_host[0]';
const NONE = 'limits.none sallyport.limits';
const quiet = { sallyport: { limits: { pids: 32 } } };

const cases: [string, PermissionProfile, LintedServer?][] = [
  [
    'network.allow-all network.outbound.insecure_allow_all',
    { network: { outbound: { insecure_allow_all: true } } },
  ],
  [
    'network.none-and-hosts network.mode',
    { network: { mode: 'none', outbound: { allow_host: ['a.b'] } } },
  ],
  ['network.ports-without-hosts network.outbound.allow_port', out([])],
  [
    'network.tunnel-without-name sallyport.egress[0]',
    {
      sallyport: { egress: [{ host: '.a.example', port: 443, via: 'tunnel' }] },
    },
  ],
  [`network.broad-name ${HOST}`, out(['.com'])],
  [`network.broad-name ${HOST}`, out(['.co.uk'])],
  [`network.shared-name ${HOST}`, out(['.s3.amazonaws.com'])],
  [`network.shared-name ${HOST}`, out(['.github.io'])],
  [`network.names-below ${HOST}`, out(['.example.com'])],
  [`network.metadata ${HOST}`, out(['169.254.169.254'])],
  [`network.metadata ${HOST}`, out(['Metadata.Google.Internal'])],
  [`network.metadata ${HOST}`, out(['fd00:ec2::254'])],
  [
    `network.metadata ${HOST}`,
    out(['::ffff:169.254.169.254'.replace(/^::/, '0::')]),
  ],
  [`network.this-machine ${HOST}`, out(['localhost'])],
  [`network.this-machine ${HOST}`, out(['127.0.0.1'])],
  [`network.odd-address ${HOST}`, out(['2130706433'])],
  [`network.odd-address ${HOST}`, out(['0x7f.1'])],
  [`network.private ${HOST}`, out(['10.1.2.3'])],
  [`network.private ${HOST}`, out(['db.prod.svc'])],
  [`network.private ${HOST}`, out(['.corp'])],
  [`network.address ${HOST}`, out(['93.184.216.34'])],
  [`network.short-name ${HOST}`, out(['intranet2'])],
  [
    'network.clear-text network.outbound.allow_port[0]',
    out(['a.example'], [80]),
  ],
  [
    'network.control-port network.outbound.allow_port[0]',
    out(['a.example'], [22]),
  ],
  [
    'network.control-port sallyport.egress[0].port',
    { sallyport: { egress: [{ host: 'a.example', port: 2375 }] } },
  ],
  [
    'network.system-port network.outbound.allow_port[0]',
    out(['a.example'], [600]),
  ],
  [
    'network.many network.outbound',
    out(Array.from({ length: 51 }, (_, i) => `h${i}.example`)),
  ],
  [
    'network.inbound network.inbound.allow_host',
    { network: { inbound: { allow_host: ['localhost'] } } },
  ],
  ['files.not-a-mount read[0]', { read: ['data'] }],
  ['files.reserved write[0]', { write: ['/srv/x:/usr/share/x'] }],
  ['files.reserved write[0]', { write: ['/srv/x:/'] }],
  ['files.twice write[0]', { read: ['/srv/x:/data'], write: ['/srv/y:/data'] }],
  [
    'files.nested read[0]',
    { read: ['/srv/x:/data/x'], write: ['/srv/y:/data'] },
  ],
  ['files.socket write[0]', { write: ['/var/run/docker.sock'] }],
  ['files.socket read[0]', { read: ['/srv/x/some.sock:/data'] }],
  ['files.everything read[0]', { read: ['/:/host'] }],
  ['files.system write[0]', { write: ['/etc/app:/data'] }],
  ['files.system read[0]', { read: ['/proc:/host-proc'] }],
  ['files.secrets read[0]', { read: ['/home/bob/.ssh:/ssh'] }],
  ['files.secrets read[0]', { read: ['/srv/app/.env:/data/env'] }],
  ['files.home write[0]', { write: ['/home/bob:/data'] }],
  ['files.home read[0]', { read: ['/root:/data'] }],
  ['files.broad read[0]', { read: ['/srv:/data'] }],
  [
    'files.shared write[0]',
    { write: ['/srv/x:/data'] },
    { isolation: 'per-user' },
  ],
  ['files.not-mounted run.args[0]', {}, { run: { args: ['/workspace'] } }],
  [
    'files.not-mounted run.args[1]',
    { read: ['/srv/x:/data'] },
    { run: { args: ['/data/a', '--root=/datab'] } },
  ],
  [
    'secrets.as-variable sallyport.secrets.KEY',
    { sallyport: { secrets: { KEY: { secret: 'k', as: 'env' } } } },
  ],
  [
    'secrets.shared sallyport.secrets.KEY',
    { sallyport: { secrets: { KEY: { secret: 'credential', as: 'file' } } } },
    { credential: { type: 'personal-key' } },
  ],
  [
    'secrets.no-credential sallyport.secrets.KEY',
    { sallyport: { secrets: { KEY: { secret: 'credential', as: 'file' } } } },
    { credential: { type: 'none' } },
  ],
  [
    'secrets.assertion sallyport.secrets.KEY',
    { sallyport: { secrets: { KEY: { secret: 'credential', as: 'file' } } } },
    { credential: { type: 'signed-assertion' } },
  ],
  [
    'secrets.credential-unused sallyport.secrets',
    {},
    { credential: { type: 'static' } },
  ],
  [
    'settings.secret sallyport.env.API_TOKEN',
    { sallyport: { env: { API_TOKEN: 'abcdef' } } },
  ],
  [
    'settings.secret run.env.DATABASE',
    {},
    { run: { env: { DATABASE: 'postgres://me:hush@db/x' } } },
  ],
  ['settings.secret run.args[0]', {}, { run: { args: ['--api-key=abcdef'] } }],
  [
    'settings.loader sallyport.env.LD_PRELOAD',
    { sallyport: { env: { LD_PRELOAD: '/x.so' } } },
  ],
  [
    'settings.unchecked-tls run.env.NODE_TLS_REJECT_UNAUTHORIZED',
    {},
    { run: { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } } },
  ],
  [
    'settings.twice sallyport.secrets.KEY',
    {
      sallyport: {
        env: { KEY: 'x' },
        secrets: { KEY: { secret: 'k', as: 'file' } },
      },
    },
  ],
  [
    'package.range package.version',
    {},
    { package: { registry: 'npm', version: '^1.2.3' } },
  ],
  [
    'package.range package.version',
    {},
    { package: { registry: 'npm', version: 'latest' } },
  ],
  [NONE, {}],
  [
    'limits.large sallyport.limits.memoryBytes',
    { sallyport: { limits: { memoryBytes: 64 * 1024 ** 3 } } },
  ],
  [
    'limits.large sallyport.limits.pids',
    { sallyport: { limits: { pids: 99_999 } } },
  ],
  [
    'limits.tmp-over-memory sallyport.limits.tmpBytes',
    {
      sallyport: {
        limits: { tmpBytes: 1024 ** 3, memoryBytes: 1024 ** 2 * 64 },
      },
    },
  ],
  [
    'limits.file-over-disk sallyport.limits.fileBytes',
    { sallyport: { limits: { fileBytes: 8192, diskBytes: 4096 } } },
  ],
];

describe('lintProfile', () => {
  it.each(cases.map(args => ({ args, name: args[0] })))(
    'finds $name',
    ({ args }) => {
      const [expected, profile, server] = args;
      expect(found(profile, server)).toContain(expected);
    },
  );

  it('has a case for every finding', () => {
    const tried = new Set(cases.map(([expected]) => expected.split(' ')[0]));
    expect(
      Object.keys(PROFILE_FINDINGS).filter(code => !tried.has(code)),
    ).toEqual([]);
  });

  const fine: [string, PermissionProfile, LintedServer?][] = [
    [
      'exact hosts at the port of https',
      { ...out(['api.github.com']), ...quiet },
    ],
    [
      'a volume of one’s own',
      { write: ['volume://notes:/notes'], ...quiet },
      { isolation: 'per-user', run: { args: ['/notes/today', '--level=3'] } },
    ],
    [
      'a folder made for it',
      { read: ['/srv/mcp/notes:/data'], ...quiet },
      { run: { args: ['--root=/data', 'https://a.example/x'] } },
    ],
    [
      'settings that are about secrets',
      {
        sallyport: {
          ...quiet.sallyport,
          env: {
            TOKEN_FILE: '/data/t',
            AUTH_MODE: 'basic',
            MAX_TOKENS: '4000',
            USE_AUTH: 'true',
            MONKEY: 'x',
          },
        },
      },
    ],
    [
      'exact versions',
      quiet,
      { package: { registry: 'npm', version: '2026.8.31' } },
    ],
    [
      'versions of Python',
      quiet,
      { package: { registry: 'pypi', version: '1.0.0rc1' } },
    ],
    [
      'pre-releases',
      quiet,
      { package: { registry: 'npm', version: '1.0.0-next.3+build.5' } },
    ],
    [
      'tags of images, which their digest pins',
      quiet,
      { package: { registry: 'oci', version: 'latest' } },
    ],
    [
      'a person’s credential in a runtime of their own',
      {
        sallyport: {
          limits: { pids: 9 },
          secrets: { KEY: { secret: 'credential', as: 'file' } },
        },
      },
      { credential: { type: 'user-oauth' }, isolation: 'per-user' },
    ],
  ];
  it.each(fine.map(args => ({ args, name: args[0] })))(
    'has nothing to say of $name',
    ({ args }) => {
      const [, profile, server] = args;
      expect(found(profile, server)).toEqual([]);
    },
  );

  it('has an error wherever drivers refuse the network', () => {
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const errors = lintProfile(profile).filter(
          ({ code, severity }) =>
            severity === 'error' && code.startsWith('network.'),
        );
        expect(errors.length > 0).toBe(
          profileEgress(profile).problems.length > 0,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('tells the worst first, fills in every text, and no setting’s value', () => {
    const order = ['error', 'danger', 'warning', 'note'];
    fc.assert(
      fc.property(arbitraryProfile, profile => {
        const findings = lintProfile(profile);
        const ranks = findings.map(({ severity }) => order.indexOf(severity));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(JSON.stringify(findings)).not.toContain('{{');
      }),
    );
    const said = JSON.stringify(
      lintProfile(
        { sallyport: { env: { PASSWORD: 'hush-hush' } } },
        {
          run: {
            args: ['ghp_abcdefghijklmnopqrstuvwxyz0123'],
            env: { X: 'sk-live-abcdefghijklmnopqrstu' },
          },
        },
      ),
    );
    expect(said).toContain('settings.secret');
    expect(said).not.toMatch(/hush|ghp_|sk-live/);
  });
});
