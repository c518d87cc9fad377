// Which ports the example uses, whether they are free, and who has them if not.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { PlainError } from './PlainError.mjs';
import { outputOf } from './run.mjs';

/** Ports by what listens there. `variable`: where another port can be set; the catalog names the others. */
export const PORTS = {
  portal: {
    port: 7007,
    what: 'the portal',
    variable: 'SALLYPORT_PORTAL_PORT',
  },
  gateway: {
    port: 7008,
    what: 'the gateway',
    variable: 'SALLYPORT_GATEWAY_PORT',
  },
  identity: {
    port: 7009,
    what: 'the demo identity provider',
    variable: 'SALLYPORT_IDENTITY_PORT',
  },
  everything: { port: 7010, what: 'the MCP server "everything"' },
  ordersApi: { port: 7012, what: 'the orders API' },
};

/** The ports to use: the example's, unless the environment or the caller names others. */
export function choosePorts(overrides = {}) {
  return Object.fromEntries(
    Object.entries(PORTS).map(([name, { port, variable }]) => {
      const chosen = Number(
        overrides[name] ?? (variable && process.env[variable]) ?? port,
      );
      if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65535) {
        throw new PlainError(`${variable} is not a port number.`);
      }
      return [name, chosen];
    }),
  );
}

/** Whether nobody listens there. */
export const isFree = port =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const linesOf = path => {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
};

/** Linux: the process that has the listening socket. */
function ownerOnLinux(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(path =>
    linesOf(path)
      .map(line => line.trim().split(/\s+/))
      .filter(
        ([, local, , state]) => local?.endsWith(`:${hex}`) && state === '0A',
      )
      .map(columns => `socket:[${columns[9]}]`),
  );
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        if (inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`))) {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
            .replaceAll('\0', ' ')
            .trim();
          return `process ${pid} (${command.slice(0, 100)})`;
        }
      }
    } catch {
      // Another user's process, or gone.
    }
  }
  return undefined;
}

async function ownerOf(port) {
  if (process.platform === 'linux') return ownerOnLinux(port);
  const text = await outputOf([
    'lsof',
    '-nP',
    `-iTCP:${port}`,
    '-sTCP:LISTEN',
    '-Fpc',
  ]);
  const [, pid, name] = /p(\d+)\nc(.+)/.exec(text ?? '') ?? [];
  return pid && `process ${pid} (${name})`;
}

/** Says which ports are taken, by whom, and what to do; all at once. */
export async function checkPorts(ports) {
  const problems = [];
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    const { what, variable } = PORTS[name];
    const owner = (await ownerOf(port)) ?? 'another program';
    problems.push(
      `  Port ${port}, needed for ${what}, is taken by ${owner}.${
        variable ? ` Stop it, or set ${variable} to a free port.` : ' Stop it.'
      }`,
    );
  }
  if (problems.length === 0) return;
  throw new PlainError(
    `The example cannot start:\n\n${problems.join(
      '\n',
    )}\n\nIf it is an earlier "npm start", end that with Ctrl-C.`,
  );
}
