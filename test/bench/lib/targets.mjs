import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import * as ownRig from '../../support/rig/startRig.mjs';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const RAW = here('./rawServer.mjs');
const peer = path => here(`../peers/node_modules/${path}`);
const MCP_REMOTE = peer('mcp-remote/dist/proxy.js');
const TOOLS = [
  { name: 'echo', effect: 'reads' },
  { name: 'wipe', effect: 'destroys' },
  { name: 'large', effect: 'reads' },
  { name: 'secret', effect: 'reads' },
];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** A program of the bench, its output in a file. */
function start(name, args, { logs, env }) {
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, `${name}.log`), 'w');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
    detached: true,
  });
  closeSync(log);
  const stop = () => {
    process.off('exit', stop);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // gone already
    }
  };
  // However the bench ends, nothing of it stays.
  process.once('exit', stop);
  return { pid: child.pid, stop };
}

async function answering(url) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(500) }).catch(
      error => error.name === 'TimeoutError',
    );
    if (answer) {
      await answer.body?.cancel?.();
      return;
    }
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

/** Callers are of several people, as anywhere: one person has a bound of calls that are open at once. */
const PEOPLE = ['alice', 'bob', 'carol', 'dave'];

/** The gateway, a real process with every stage on, before the raw server. */
async function startSallyport({ name, rigs, raw, logs, database }) {
  const rig = await rigs.startRig({
    servers: [
      {
        name: 'raw',
        url: raw,
        tools: TOOLS,
        grants: PEOPLE.map(person => ({
          person,
          tools: ['echo', 'wipe', 'large'],
        })),
      },
    ],
    people: PEOPLE,
    database,
    logs,
    // What is measured is what limits cost, not where they end.
    config: {
      mcpGateway: { limits: { calls: { calls: 1_000_000, perSeconds: 1 } } },
    },
  });
  return {
    name,
    url: rig.endpoint('raw'),
    tokens: await Promise.all(PEOPLE.map(person => rig.token(person, 'raw'))),
    pids: rig.gateways.map(({ pid }) => pid),
    stop: rig.stop,
    decides: true,
  };
}

/** What starts gateways of another checkout of this repository, which has its dependencies. */
async function rigsOf(folder) {
  const file = join(folder, 'test/support/rig/startRig.mjs');
  return await import(pathToFileURL(file).href);
}

/**
 * Starts everything that is compared, all before the same raw server.
 *
 * @param {object} options
 * @param {string[]} [options.beside] folders of other checkouts, each a gateway of that name
 */
export async function startTargets({
  logs,
  database,
  peers = true,
  beside = [],
}) {
  const started = [];
  const run = (name, args, env) => {
    const child = start(name, args, { logs, env });
    started.push(child);
    return child;
  };
  const stop = async () => {
    await Promise.all(started.map(child => child.stop()));
  };
  try {
    const rawPort = await freePort();
    const raw = `http://127.0.0.1:${rawPort}/mcp`;
    const rawServer = run('raw', [RAW, String(rawPort)]);
    await answering(raw);
    const targets = [{ name: 'direct', url: raw, pids: [] }];

    const passPort = await freePort();
    const pass = run('pass-through', [
      here('./passThrough.mjs'),
      String(passPort),
      raw,
    ]);
    const passUrl = `http://127.0.0.1:${passPort}/mcp`;
    await answering(passUrl);
    targets.push({ name: 'pass-through', url: passUrl, pids: [pass.pid] });

    const gateways = [
      { name: 'Sallyport', rigs: ownRig, logs },
      ...(await Promise.all(
        beside.map(async (folder, i) => ({
          name: folder,
          rigs: await rigsOf(folder),
          logs: join(logs, `beside-${i}`),
        })),
      )),
    ];
    for (const gateway of gateways) {
      mkdirSync(gateway.logs, { recursive: true });
      const sallyport = await startSallyport({ raw, database, ...gateway });
      started.push(sallyport);
      targets.push(sallyport);
    }
    if (peers) targets.push(...(await startPeers({ run, raw, logs })));
    return { targets, raw: rawServer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPeers({ run, raw, logs }) {
  const ports = [];
  for (let i = 0; i < 4; i++) ports.push(await freePort());
  const node = process.execPath;
  const mcpProxy = peer('mcp-proxy/dist/bin/mcp-proxy.mjs');
  const hubConfig = join(logs, 'mcp-hub.json');
  writeFileSync(
    hubConfig,
    JSON.stringify({ mcpServers: { raw: { url: raw } } }),
  );
  const home = join(logs, 'home');
  mkdirSync(home, { recursive: true });
  const peers = [
    {
      name: 'mcp-proxy (stdio server)',
      args: [
        mcpProxy,
        '--port',
        ports[0],
        '--server',
        'stream',
        '--',
        node,
        RAW,
      ],
    },
    {
      name: 'mcp-proxy + mcp-remote',
      args: [
        ...[mcpProxy, '--port', ports[1], '--server', 'stream'],
        ...['--', node, MCP_REMOTE, raw, '--allow-http'],
      ],
    },
    {
      name: 'supergateway (stdio server)',
      args: [
        ...[peer('supergateway/dist/index.js'), '--stdio', `${node} ${RAW}`],
        ...['--outputTransport', 'streamableHttp', '--stateful'],
        ...['--port', ports[2], '--logLevel', 'none'],
      ],
    },
    {
      name: 'mcp-hub',
      args: [
        peer('mcp-hub/dist/cli.js'),
        '--port',
        ports[3],
        '--config',
        hubConfig,
      ],
      transport: 'sse',
      prefix: 'raw__',
    },
  ];
  const targets = [];
  for (const [index, { name, args, ...more }] of peers.entries()) {
    const child = run(name.replaceAll(' ', '-'), args.map(String), {
      HOME: home,
      XDG_STATE_HOME: home,
      XDG_CONFIG_HOME: home,
    });
    const url = `http://127.0.0.1:${ports[index]}/mcp`;
    await answering(url);
    targets.push({ name, url, pids: [child.pid], ...more });
  }
  return targets;
}
