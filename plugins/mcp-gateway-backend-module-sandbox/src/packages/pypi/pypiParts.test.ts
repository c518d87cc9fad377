import { egressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { ConfigReader } from '@backstage/config';
import { exampleMachine } from '../../__testUtils__/exampleMachine';
import { checkPypiName, normalPypiName } from './pypiName';
import { readPypiOptions } from './PypiOptions';
import { parseEntryPoints } from './readEntryPoints';
import { readPypiSettings } from './readPypiSettings';
import { uvPlan } from './uvPlan';
import { uvWords } from './uvWords';

describe('names and versions', () => {
  it.each([
    ['mcp-server-fetch', '2025.4.7'],
    ['Zope.Interface', '1!2.0.0rc1'],
    ['a', '1.0.post1.dev2+local.1'],
  ])('takes %s %s', (name, version) => {
    expect(() => checkPypiName(name, version)).not.toThrow();
  });

  it.each([
    ['a', '1.*'],
    ['a', '1.0 ; python_version'],
    ['a', 'v1.0'],
    ['a', '1.0\n-e .'],
    ['a[extra]', '1.0'],
    ['-a', '1.0'],
    ['a/../b', '1.0'],
    ['a\n', '1.0'],
  ])('refuses %j %j', (name, version) => {
    expect(() => checkPypiName(name, version)).toThrow(/not (the name|one ex)/);
  });

  it('knows all spellings of a name', () => {
    expect(normalPypiName('My_.Server')).toBe('my-server');
  });
});

describe('parseEntryPoints', () => {
  it('finds programs, and passes over what would be code', () => {
    const text = [
      '[gui_scripts]',
      'window = a:b',
      '[console_scripts]',
      'server = pkg.main:App.run',
      'extra = pkg:main [cli]',
      '../evil = pkg:main',
      'code = os:system("x")',
      'module = pkg',
      '[other]',
      'more = a:b',
    ].join('\n');
    expect([...parseEntryPoints(text)]).toEqual([
      ['server', { module: 'pkg.main', attribute: 'App.run' }],
      ['extra', { module: 'pkg', attribute: 'main' }],
    ]);
  });
});

describe('readPypiSettings', () => {
  const read = (options: object, env: Record<string, string> = {}) =>
    readPypiSettings(
      { fileHosts: [], ...options },
      { SSL_CERT_FILE: '/nowhere', ...env },
    );

  it('goes to the configured index, else to that of uv or pip, else to the public one', () => {
    const env = {
      UV_DEFAULT_INDEX: 'ours=https://uv.example/simple',
      PIP_INDEX_URL: 'https://pip.example/simple',
    };
    const index = 'https://index.example:8443/simple';
    const { places } = read({ index, fileHosts: ['files.example'] }, env);
    expect(places).toEqual([
      { host: 'index.example', port: 8443 },
      { host: 'files.example', port: 443 },
    ]);
    expect(read({}, env).places[0].host).toBe('uv.example');
    const { PIP_INDEX_URL } = env;
    expect(read({}, { PIP_INDEX_URL }).places[0].host).toBe('pip.example');
    expect(read({}).places).toHaveLength(2);
    expect(() => read({}, { PIP_INDEX_URL: 'file:///x' })).toThrow('http(s)');
  });

  it.each([
    ['index', 'ftp://x', 'http(s)'],
    ['uv', 'uv', 'absolute'],
    ['python', 'python3', 'absolute'],
    ['fileHosts', ['https://x'], 'not a host'],
  ])('refuses a wrong %s', (name, value, words) => {
    const pypi = { [name]: value };
    const sandbox = { packages: { pypi } };
    const config = new ConfigReader({ mcpGateway: { runtimes: { sandbox } } });
    expect(() => readPypiOptions(config)).toThrow(words);
  });
});

describe('uvPlan', () => {
  const plan = (step: 'choose' | 'install', at?: number) =>
    uvPlan({
      ...{ machine: exampleMachine, uv: '/srv/uv/bin/uv', step, at },
      ...{ python: '/usr/bin/python3', folder: '/srv/installs/1' },
      settings: {
        index: new URL('https://reader:sesame@index.example/simple'),
        places: [{ host: 'index.example', port: 443 }],
        certificates: 'PEM',
      },
    });

  it('S4: chooses with hashes, installs by them, and builds nothing', () => {
    expect(plan('choose', 0).plan.command).toMatchInlineSnapshot(`
      [
        "/opt/uv/uv",
        "pip",
        "compile",
        "requirements.in",
        "--output-file",
        "requirements.txt",
        "--quiet",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-options",
        "--no-sources",
        "--exclude-newer",
        "1970-01-01T00:00:00.000Z",
        "--python",
        "/usr/bin/python3",
        "--only-binary",
        ":all:",
      ]
    `);
    expect(plan('install').plan.command).toMatchInlineSnapshot(`
      [
        "/opt/uv/uv",
        "pip",
        "install",
        "--requirements",
        "requirements.txt",
        "--require-hashes",
        "--no-deps",
        "--target",
        "site",
        "--compile-bytecode",
        "--quiet",
        "--python",
        "/usr/bin/python3",
        "--only-binary",
        ":all:",
      ]
    `);
  });

  it('reaches the index and nothing else, and shows no password on a command line', () => {
    const { plan: made, reach, egress } = plan('install');
    expect(reach.destinations).toEqual([
      { host: 'index.example', port: 443, via: 'tunnel' },
    ]);
    expect(egress).toEqual(egressPlan(reach));
    expect(made.command.join(' ')).not.toContain('sesame');
    expect(made.env.UV_DEFAULT_INDEX).toContain('sesame');
    expect(made.mounts.filter(one => one.isWritable)).toEqual([
      { source: '/srv/installs/1', inside: '/work', isWritable: true },
    ]);
  });

  it('C6: says what uv said, without ornaments and secrets', () => {
    expect(
      uvWords(
        '  × No solution found:\n  ╰─▶ Because a of https://reader:se%2Fsame@x and se/same failed.\n',
        new URL('https://reader:se%2Fsame@index.example/simple'),
      ),
    ).toBe('No solution found: Because a of https://***:***@x and *** failed');
  });
});
