// Starts a server over stdio where there is no network, and asks for nothing but its lists.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const TIMEOUT = 30_000;

/** Without root and without user namespaces the servers run in the network as it is; nothing that is asked of them needs one. */
const WITHOUT_NETWORK = [
  ['unshare', '-n'],
  ['unshare', '-rn'],
].find(
  ([program, ...args]) => spawnSync(program, [...args, 'true']).status === 0,
);

/** Packages are found as `servers/package.json` would find them, whose versions are pinned. */
const { resolve } = createRequire(
  new URL('../servers/package.json', import.meta.url),
);
const folderOf = name => {
  for (const modules of resolve.paths(name)) {
    const path = join(modules, name, 'package.json');
    if (existsSync(path)) return dirname(path);
  }
  throw new Error(`${name} is not installed`);
};

/**
 * @param {{package: string, entry: string, args?: string[], env?: Record<string, string>}} server
 * @returns {Promise<{package: string, version: string, tools: object[], instructions?: string, prompts: object[]}>}
 */
export async function listDefinitions(server) {
  const folder = folderOf(server.package);
  const { version } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const home = mkdtempSync(join(tmpdir(), 'tool-surface-'));
  const [command, ...args] = [
    ...(WITHOUT_NETWORK ?? []),
    process.execPath,
    join(folder, server.entry),
    ...(server.args ?? []),
  ];
  const client = new Client({ name: 'sallyport-test', version: '1.0.0' });
  try {
    await client.connect(
      new StdioClientTransport({
        command,
        args,
        cwd: home,
        stderr: 'ignore',
        env: { PATH: process.env.PATH, HOME: home, ...server.env },
      }),
      { timeout: TIMEOUT },
    );
    return {
      package: server.package,
      version,
      tools: await listTools(client),
      instructions: client.getInstructions(),
      prompts: client.getServerCapabilities()?.prompts
        ? (await client.listPrompts(undefined, { timeout: TIMEOUT })).prompts
        : [],
    };
  } finally {
    await client.close().catch(() => undefined);
    rmSync(home, { recursive: true, force: true });
  }
}

async function listTools(client) {
  const tools = [];
  let cursor;
  do {
    const page = await client.listTools(cursor ? { cursor } : undefined, {
      timeout: TIMEOUT,
    });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor);
  return tools;
}
