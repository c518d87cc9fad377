import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../__testUtils__/freePort';
import {
  startAuthorization,
  writeClients,
} from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

const SUITE = join(
  __dirname,
  '../../../../node_modules/@modelcontextprotocol/conformance/dist/index.js',
);
const CLIENT_ID = 'conformance';

describe('the official suite’s scenarios for authorization servers', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    bench = await startAuthorization({
      authorizationServer: {
        clients: [
          writeClients({
            client_id: CLIENT_ID,
            client_name: 'Conformance suite',
            redirect_uris: ['http://127.0.0.1/callback'],
          }),
        ],
      },
    });
  });

  afterAll(async () => {
    await bench.stop();
  });

  /** What a person does with the address that the suite prints: opens it, allows, and is sent back. */
  async function allow(address: string): Promise<void> {
    const browser = bench.newBrowser();
    const { url } = await browser.open(address);
    const id = url.pathname.split('/').at(-1)!;
    const back = await browser.open(await bench.decide(id));
    await fetch(back.url);
  }

  it('are these two and no others', () => {
    const list = execFileSync(process.execPath, [SUITE, 'list'], {
      encoding: 'utf8',
    });
    const [, ours] = list.split('Authorization server scenarios');
    expect(ours.match(/^ {2}- \S+/gm)?.map(line => line.slice(4))).toEqual([
      'authorization-server-metadata-endpoint',
      'authorization-code-grant',
    ]);
  });

  it.each(['2025-11-25', '2026-07-28'])('pass, for MCP %s', async version => {
    const suite = spawn(process.execPath, [
      SUITE,
      'authorization',
      ...['--url', bench.gateway.publicUrl],
      ...['--client-id', CLIENT_ID],
      ...['--resource', bench.orders],
      ...['--port', String(await freePort())],
      ...['--spec-version', version],
      ...['--output-dir', mkdtempSync(join(tmpdir(), 'conformance-'))],
    ]);
    let text = '';
    let allowed: Promise<void> | undefined;
    suite.stdout.on('data', data => {
      text += data;
      const [address] = /http:\S+\/authorize\?\S+(?=\n)/.exec(text) ?? [];
      if (address) allowed ??= allow(address);
    });
    suite.stderr.on('data', data => {
      text += data;
    });
    const [code] = await once(suite, 'close');
    await allowed;
    expect(text).toContain('authorization-code-grant: 1 passed, 0 failed');
    expect(text).toContain(
      'authorization-server-metadata-endpoint: 1 passed, 0 failed',
    );
    expect(code).toBe(0);
  });
});
