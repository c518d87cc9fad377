import { spawn } from 'node:child_process';
import type { Server } from 'node:net';
import type { ServiceUser } from '../machine/ServiceUser';

const TIMEOUT_MS = 10_000;

/**
 * Listens inside a sandbox's network, from outside: nothing of the gateway stays in the sandbox.
 *
 * @returns the listeners in the order of `places`.
 * @throws Error where one of them cannot be; then there are none.
 */
export async function openListeners(options: {
  nsenter: string;
  node: string;
  program: string;
  /** A process in the sandbox. */
  pid: number;
  user?: ServiceUser;
  places: readonly { address: string; port: number }[];
}): Promise<Server[]> {
  const { nsenter, node, program, pid, user, places } = options;
  if (places.length === 0) return [];
  const child = spawn(
    nsenter,
    [
      ...['-t', `${pid}`, '-U', '-n', '--preserve-credentials', '--'],
      ...[node, '-e', program],
      JSON.stringify(places.map(({ address, port }) => ({ address, port }))),
    ],
    { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], ...user },
  );
  const servers: Server[] = [];
  try {
    return await new Promise<Server[]>((resolve, reject) => {
      let said = '';
      const timer = setTimeout(
        () => reject(new Error('Listening inside the sandbox took too long')),
        TIMEOUT_MS,
      );
      child.once('close', () => clearTimeout(timer));
      child.stderr!.on('data', chunk => (said += chunk));
      child.on('error', reject);
      child.on('message', ({ index }: { index: number }, server) => {
        servers[index] = server as Server;
      });
      child.once('close', code => {
        // A list with holes has the length of its last entry.
        const all = Object.keys(servers).length === places.length;
        if (code === 0 && all) resolve(servers);
        else
          reject(
            new Error(
              `Nothing listens inside the sandbox: ${said.trim().slice(-300)}`,
            ),
          );
      });
    });
  } catch (error) {
    child.kill('SIGKILL');
    servers.forEach(server => server?.close());
    throw error;
  }
}
