import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

describe('node src/main.ts', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function start(env: Record<string, string>) {
    const child = spawn(process.execPath, [join(__dirname, 'main.ts')], {
      env: {
        PATH: process.env.PATH,
        ORDERS_DB: join(folder, 'deeper', 'orders.sqlite'),
        ORDERS_API_PORT: '0',
        ORDERS_MCP_PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', data => (stderr += data));
    return { child, exited: once(child, 'exit'), stderr: () => stderr };
  }

  /** Its API's line comes first, with this one or before it. */
  async function portOf(stdout: Readable, line: RegExp): Promise<string> {
    let text = '';
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      text += chunk;
      const found = line.exec(text);
      if (found) return found[1];
    }
    throw new Error(`It said: ${text}`);
  }

  it('runs without a build, and stops on SIGTERM', async () => {
    const { child, exited, stderr } = start({});
    const port = await Promise.race([
      portOf(child.stdout, /localhost:(\d+)\/mcp/),
      exited.then(() => {
        throw new Error(`It stopped: ${stderr()}`);
      }),
    ]);
    const health = await fetch(`http://localhost:${port}/healthz`);
    child.kill('SIGTERM');

    expect(await health.json()).toEqual({ status: 'ok' });
    expect(await exited).toEqual([0, null]);
    expect(stderr()).toBe('');
  });

  it('says what to do when a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exited, stderr } = start({ ORDERS_MCP_PORT: String(port) });

    expect(await exited).toEqual([1, null]);
    expect(stderr()).toBe(
      `orders: Port ${port} is taken by another program. Stop that program, or set ORDERS_MCP_PORT to a free port.\n`,
    );
    other.close();
  });

  it.each([
    ['ORDERS_API_PORT', 'seven'],
    ['ORDERS_GATEWAY_URL', 'the gateway'],
    ['ORDERS_MCP_URL', 'ftp://localhost/mcp'],
  ])('says when %s is wrong', async (name, value) => {
    const { exited, stderr } = start({ [name]: value });
    expect(await exited).toEqual([1, null]);
    expect(stderr()).toContain(`${name} is "${value}"`);
  });
});
