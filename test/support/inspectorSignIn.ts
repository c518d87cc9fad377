import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Run = { code: number | null; tools: string[]; stderr: string };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * MCP Inspector's command line, as a person runs it with nothing but an address and the client id that docs/clients.md
 * names: it prints where to sign in, waits, and lists tools. What it keeps is in a folder of its own.
 */
export async function signInInspector(options: { url: string }) {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-inspector-'));
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const start = (...more: string[]) => {
    const child = spawn(
      join('node_modules', '.bin', 'mcp-inspector'),
      [
        ...['--cli', options.url, '--transport', 'http'],
        ...['--client-id', 'mcp-inspector', '--callback-url', callback],
        ...['--method', 'tools/list', '--format', 'json', ...more],
      ],
      {
        env: {
          ...process.env,
          HOME: home,
          MCP_CATALOG_PATH: join(home, 'mcp.json'),
          MCP_INSPECTOR_SECRET_STORE: 'file',
          // Without a terminal it signs in only where it may open a browser. The person's is Playwright's, so it opens none.
          MCP_AUTO_OPEN_ENABLED: 'true',
          BROWSER: 'true',
        },
      },
    );
    let stdout = '';
    let stderr = '';
    let told: (address: string) => void = () => {};
    const address = new Promise<string>(resolve => (told = resolve));
    child.stdout.on('data', data => (stdout += data));
    child.stderr.on('data', data => {
      stderr += data;
      const [found] = /http:\S+\/authorize\?\S+(?=\s)/.exec(stderr) ?? [];
      if (found) told(found);
    });
    const result = once(child, 'close').then(
      ([code]): Run => ({
        code,
        tools: code === 0 ? namesIn(stdout) : [],
        stderr,
      }),
    );
    return { child, address, result };
  };
  const { child, address, result } = start();
  return {
    /** Where the person's browser has to go. */
    address,
    result,
    /** Another run, which asks nobody. */
    again: () => start('--stored-auth-only').result,
    stop: async () => {
      child.kill();
      await result;
      await rm(home, { recursive: true, force: true });
    },
  };
}

function namesIn(text: string): string[] {
  const answer = JSON.parse(text) as {
    tools?: { name: string }[];
    result?: { tools: { name: string }[] };
  };
  return (answer.tools ?? answer.result?.tools ?? []).map(({ name }) => name);
}
