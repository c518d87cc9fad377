import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type SetupFinding,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { createProgram } from '../createProgram';

const TOKEN = 'a-token-of-the-portal';

/** A portal that answers as the two backends do. */
async function startPortal(options: {
  registry: SetupFinding[];
  gateway: SetupFinding[];
  /** Polls until the check of servers is over. */
  polls?: number;
  raw?: object;
}) {
  const seen: string[] = [];
  let polls = options.polls ?? 0;
  const items = (findings: SetupFinding[]) =>
    findings.map(finding => toSetupCheck(finding));
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    seen.push(what);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      answer(403, { error: { name: 'NotAllowedError', message: 'no' } });
    } else if (what === 'GET /api/mcp-registry/setup-checks') {
      answer(200, options.raw ?? { items: items(options.registry) });
    } else if (what === 'POST /api/mcp-gateway/setup-checks/servers') {
      answer(202, { state: 'running', startedAt: '', done: 0, total: 1 });
    } else if (what === 'GET /api/mcp-gateway/setup-checks') {
      const state = polls-- > 0 ? 'running' : 'finished';
      answer(200, {
        items: items(options.gateway),
        run: { state, startedAt: '', done: 0, total: 1 },
      });
    } else {
      answer(404, {});
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, stop: () => server.close() };
}

async function run(args: string[], token: string | undefined = TOKEN) {
  const result = { out: '', error: '', code: undefined as number | undefined };
  await createProgram({
    env: { SALLYPORT_TOKEN: token },
    print: text => {
      result.out += text;
    },
    complain: text => {
      result.error += text;
    },
    setExitCode: code => {
      result.code = code;
    },
  }).parseAsync(['doctor', ...args], { from: 'user' });
  return result;
}

describe('sallyport doctor', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;

  afterEach(() => portal?.stop());

  it('prints the worst first with what to do, and fails (P1)', async () => {
    portal = await startPortal({
      registry: ['portal-permissions.off', 'portal-guests.none'],
      gateway: ['upstreams.open'],
      polls: 1,
    });
    const { out, code } = await run([portal.url]);
    expect(out.split('\n').filter(line => line.startsWith('['))).toEqual([
      expect.stringMatching(/^\[FAIL\] .*P1, portal-permissions\.off/),
      expect.stringMatching(/^\[WARN\] .*D10, upstreams\.open/),
      expect.stringMatching(/^\[ ok \] .*portal-guests\.none/),
    ]);
    expect(out).toContain('What to do: Set permission.enabled: true');
    expect(out).toContain('1 failed, 1 warned, 0 unknown, 1 ok');
    expect(code).toBe(1);
    // Servers are checked first; the answer is read when that is over.
    expect(portal.seen).toEqual([
      'GET /api/mcp-registry/setup-checks',
      'POST /api/mcp-gateway/setup-checks/servers',
      'GET /api/mcp-gateway/setup-checks',
      'GET /api/mcp-gateway/setup-checks',
    ]);
  });

  it('passes with warnings, unless it is to be strict', async () => {
    portal = await startPortal({
      registry: ['portal-permissions.on'],
      gateway: ['upstreams.not-checked', 'portal-tokens.given'],
    });
    expect((await run([portal.url, '--no-servers'])).code).toBe(0);
    expect((await run([portal.url, '--no-servers', '--strict'])).code).toBe(1);
    expect(portal.seen).not.toContain(
      'POST /api/mcp-gateway/setup-checks/servers',
    );
  });

  it('prints JSON for pipelines', async () => {
    portal = await startPortal({
      registry: ['portal-permissions.on'],
      gateway: ['gateway-permissions.on'],
    });
    const { out, code } = await run([portal.url, '--json']);
    expect(JSON.parse(out).checks).toMatchObject([
      { finding: 'portal-permissions.on', status: 'ok', threat: 'P1' },
      { finding: 'gateway-permissions.on', status: 'ok', threat: 'P1' },
    ]);
    expect(code).toBe(0);
  });

  it('lets no answer steer the terminal (A2)', async () => {
    const check = toSetupCheck('portal-permissions.on');
    portal = await startPortal({
      registry: [],
      gateway: ['gateway-feed.current'],
      raw: { items: [{ ...check, text: 'fine\u001b[2J\u202eenif' }] },
    });
    const { out } = await run([portal.url]);
    expect(out).toContain('fine [2J enif');
  });

  it.each([
    ['no token', [], '', 'SALLYPORT_TOKEN'],
    ['a token that is refused', [], 'wrong', 'refuses the token (403)'],
    [
      'another environment variable without a token',
      ['--token-variable', 'OTHER'],
      TOKEN,
      'OTHER',
    ],
  ])('says so of %s', async (_, args, token, words) => {
    portal = await startPortal({ registry: [], gateway: [] });
    const { out, error, code } = await run([portal.url, ...args], token);
    expect(error).toContain(words);
    expect([out, code]).toEqual(['', 2]);
    expect(error).not.toContain('wrong');
  });

  it.each([
    ['http://portal.example.com', 'plain http'],
    ['https://me:secret@portal.example.com', 'Leave user name'],
    ['nonsense', 'no address'],
    ['http://127.0.0.1:1', 'could not be asked'],
  ])('does not ask %s', async (url, words) => {
    const { error, code } = await run([url]);
    expect(error).toContain(words);
    expect(error).not.toContain('secret');
    expect(code).toBe(2);
  });

  it.each([
    ['of something else', { items: [{ status: 'splendid' }] }],
    ['without any check', { items: [] }],
  ])('is not content with an answer %s', async (_, raw) => {
    portal = await startPortal({ registry: [], gateway: [], raw });
    const { error, code } = await run([portal.url]);
    expect(error).toContain('not as Sallyport does');
    expect(code).toBe(2);
  });
});
