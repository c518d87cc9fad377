// What a hostile program would like to find: made before it is started, told to it, and looked at afterwards.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ELSEWHERE } from './settings.mjs';

async function listen(server, ...where) {
  server.listen(...where);
  await once(server, 'listening');
  return server.address();
}

/**
 * @param folder an empty folder, for everything.
 * @param user whom the hostile program runs as, where that is somebody else.
 */
export async function layCanaries({ folder, user }) {
  const touched = { connections: 0, datagrams: 0 };
  const open = [];
  const place = name => join(folder, name);
  for (const name of ['outside', 'shared', 'state', 'scratch']) {
    mkdirSync(place(name), { recursive: true });
    chmodSync(place(name), name === 'scratch' ? 0o777 : 0o755);
  }
  writeFileSync(place('outside/open.txt'), 'everybody may read this', {
    mode: 0o644,
  });
  writeFileSync(place('shared/note.txt'), 'the profile mounts this', {
    mode: 0o644,
  });
  if (!existsSync(place('shared/link-out')))
    symlinkSync(place('outside/open.txt'), place('shared/link-out'));
  const count = server => {
    server.on('connection', socket => {
      touched.connections++;
      socket.on('error', () => {});
      socket.end();
    });
    open.push(() => server.close());
    return server;
  };
  const { port: forbiddenPort } = await listen(
    count(createServer()),
    0,
    '127.0.0.1',
  );
  const abstractSocket = `sallyport-${randomUUID()}`;
  await listen(count(createServer()), `\0${abstractSocket}`);
  const socketFile = place('outside/open.sock');
  await listen(count(createServer()), socketFile);
  chmodSync(socketFile, 0o777);
  const datagrams = createSocket('udp4').on(
    'message',
    () => touched.datagrams++,
  );
  datagrams.bind(0, '0.0.0.0');
  await once(datagrams, 'listening');
  open.push(() => datagrams.close());
  const web = createHttpServer((req, res) => {
    if (req.url === '/redirect') {
      res
        .writeHead(302, { location: `http://127.0.0.1:${forbiddenPort}/` })
        .end();
    } else {
      res.end('allowed');
    }
  });
  const { port: allowedPort } = await listen(web, 0, '127.0.0.1');
  open.push(() => web.close());
  await listen(count(createServer()), allowedPort, ELSEWHERE);

  const [environmentWord, commandLineWord] = [randomUUID(), randomUUID()];
  const canary = spawn('/usr/bin/perl', ['-e', 'sleep 3600', commandLineWord], {
    env: { CANARY: environmentWord },
    stdio: 'ignore',
    cwd: '/',
    ...user,
  });
  await once(canary, 'spawn');
  open.push(() => canary.kill('SIGKILL'));
  if (user) chownSync(place('scratch'), user.uid, user.gid);
  return {
    context: {
      openFile: place('outside/open.txt'),
      directory: place('state'),
      scratch: place('scratch'),
      hasHomes: existsSync('/home') && readdirSync('/home').length >= 0,
      forbiddenPort,
      allowedPort,
      datagramPort: datagrams.address().port,
      abstractSocket,
      socketFile,
      inheritedFile: place('inherited.txt'),
      environmentWord,
      commandLineWord,
      neighbourSecret: randomUUID(),
      canaryPid: canary.pid,
    },
    /** How often somebody came who may not. */
    touched,
    remove: () => open.reverse().forEach(close => close()),
  };
}
