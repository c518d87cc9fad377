import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createProgram } from '../createProgram';

const ORDERS = `apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: orders, description: Orders }
spec:
  type: mcp-server
  owner: shop
  mcp:
    riskTier: low
    dataClassification: internal
    upstream: { type: streamable-http, url: "https://orders.corp.example/mcp" }
`;
const GITHUB = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPServer
metadata: { name: github }
spec: { image: "ghcr.io/acme/github:1.0.0" }
`;

describe('sallyport check, export and import', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-check-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      stdio: 'pipe',
      env: {
        ...{ PATH: process.env.PATH, HOME: folder },
        ...{ GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@example.com' },
        ...{ GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@example.com' },
      },
    });
  async function run(...args: string[]) {
    const result = {
      out: '',
      error: '',
      code: undefined as number | undefined,
    };
    await createProgram({
      env: { SALLYPORT_TOKEN: 'a-token' },
      print: text => {
        result.out += text;
      },
      complain: text => {
        result.error += text;
      },
      setExitCode: code => {
        result.code = code;
      },
    }).parseAsync(args, { from: 'user' });
    return result;
  }

  it('is content with sound definitions, and strict only where it is asked', async () => {
    put('servers/orders.yaml', ORDERS);
    put('servers/README.md', '# Not looked at');
    put('.github/workflows/x.yaml', 'on: push');
    const inside = ['--company-domain', 'corp.example'];
    expect(await run('check', folder, ...inside, '--strict')).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        '1 definitions, 0 other documents; 0 failed',
      ),
    });
    const outside = await run('check', folder);
    expect(outside.code).toBe(0);
    expect(outside.out).toContain('[WARN] servers/orders.yaml');
    expect((await run('check', folder, '--strict')).code).toBe(1);
  });

  it('names places of mistakes, in words, JSON and SARIF', async () => {
    put('orders.yaml', ORDERS.replace('low', 'none'));
    put('bomb.yaml', `a: &a [x]\nb: [${Array(30).fill('*a').join(',')}]\n`);
    const words = await run('check', folder);
    expect(words.code).toBe(1);
    expect(words.out).toContain('[FAIL] bomb.yaml');
    expect(words.out).toContain(
      '[FAIL] orders.yaml: orders: spec.mcp.riskTier',
    );
    const json = await run('check', folder, '--format', 'json');
    expect(JSON.parse(json.out).problems).toHaveLength(2);
    const sarif = JSON.parse(
      (await run('check', folder, '--format', 'sarif')).out,
    );
    expect(sarif).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ...{ ruleId: 'definition/invalid', level: 'error' },
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: 'bomb.yaml' } },
                },
              ],
            },
            { level: 'error' },
          ],
        },
      ],
    });
  });

  it('fails what reaches too much', async () => {
    put(
      'orders.yaml',
      ORDERS.replace(
        /upstream:.*/,
        'package: { registry: npm, identifier: orders, version: 1.0.0 }\n    permissionProfile: { network: { outbound: { allow_host: ["169.254.169.254"], allow_port: [80] } } }',
      ),
    );
    const { out, code } = await run('check', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/\[FAIL\].*reach, network/);
  });

  it('follows no link, neither to a file nor to a folder (R2)', async () => {
    put('orders.yaml', ORDERS);
    symlinkSync('/etc/passwd', join(folder, 'secret.yaml'));
    symlinkSync('/etc', join(folder, 'etc'));
    const { out, code } = await run('check', folder);
    expect(code).toBe(1);
    expect(out).toContain('[FAIL] etc: It is a link');
    expect(out).toContain('[FAIL] secret.yaml: It is a link');
    expect(out).not.toContain('root:');
  });

  it('is not green where there is nothing', async () => {
    put('README.md', 'x');
    expect(await run('check', folder)).toMatchObject({ code: 2, out: '' });
    expect(await run('check', join(folder, 'nowhere'))).toMatchObject({
      code: 2,
    });
  });

  it('says in words what a pull request changes', async () => {
    git('init', '-q', '-b', 'main');
    put('servers/orders.yaml', ORDERS);
    put('servers/old.yaml', ORDERS.replace('name: orders', 'name: old'));
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    put(
      'servers/orders.yaml',
      ORDERS.replace('orders.corp.example', 'elsewhere.example').replace(
        'low',
        'high',
      ),
    );
    put('servers/new.yaml', ORDERS.replace('name: orders', 'name: new'));
    rmSync(join(folder, 'servers/old.yaml'));
    const { out, code } = await run(
      'check',
      join(folder, 'servers'),
      '--base',
      'main',
    );
    expect(code).toBe(0);
    expect(out).toContain('+ api:default/new is new');
    expect(out).toContain('- api:default/old is gone: it will be retired');
    expect(out).toMatch(
      /~ api:default\/orders\n.*\n?[\s\S]*elsewhere\.example/,
    );
    expect(
      await run('check', folder, '--base', '--upload-pack=touch /tmp/x'),
    ).toMatchObject({ code: 2 });
    expect(await run('check', folder, '--base', 'nowhere')).toMatchObject({
      code: 2,
      error: expect.stringContaining('nowhere'),
    });
  });

  it('compares with what is approved, and exports it', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.headers.authorization} ${request.url}`);
      const isKnown = request.url?.startsWith(
        '/api/mcp-registry/servers/default/orders/definition',
      );
      response.writeHead(isKnown ? 200 : 404, {
        'content-type': 'application/json',
      });
      response.end(
        JSON.stringify({
          ...{ fileName: 'orders.yaml', text: ORDERS, format: 'entity' },
          of: 'approved',
          remarks: [
            { code: 'x', values: {}, text: 'Something\u001b[2J is lost' },
          ],
          definition: {
            ...{ name: 'orders', description: 'Orders', owner: 'shop' },
            ...{ riskTier: 'high', dataClassification: 'internal' },
            upstream: {
              ...{
                type: 'streamable-http',
                url: 'https://orders.corp.example/mcp',
              },
            },
          },
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const portal = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      put('orders.yaml', ORDERS);
      put('new.yaml', ORDERS.replace('name: orders', 'name: new'));
      const { out } = await run('check', folder, '--registry', portal);
      expect(out).toContain('+ api:default/new is new');
      expect(out).toMatch(/~ api:default\/orders\n\s+! .*high.*low/);
      const exported = await run('export', portal, 'api:default/orders');
      expect(exported).toMatchObject({ out: ORDERS, code: 0 });
      expect(exported.error).toBe('Something [2J is lost\n');
      expect(seen[0]).toContain('Bearer a-token');
      expect(await run('export', portal, 'api:default/nobody')).toMatchObject({
        code: 2,
      });
      expect(await run('export', portal, '../../x')).toMatchObject({ code: 2 });
    } finally {
      server.close();
    }
  });

  it('turns other formats into entities, and says what is lost', async () => {
    put('github.yaml', GITHUB);
    const { out, error, code } = await run(
      ...['import', folder, '--owner', 'shop', '--risk-tier', 'low'],
    );
    expect(code).toBe(0);
    expect(out).toContain('kind: API');
    expect(out).toContain('identifier: ghcr.io/acme/github');
    expect(error).toContain('it counts as restricted');
    put('entity.yaml', out);
    rmSync(join(folder, 'github.yaml'));
    expect((await run('check', folder)).out).not.toContain(
      '[FAIL] entity.yaml: github: ',
    );
    expect(await run('import', folder, '--format', 'toolhive')).toMatchObject({
      code: 0,
      out: expect.stringContaining('kind: MCPServer'),
    });
  });
});
