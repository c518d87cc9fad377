import { spawn } from 'node:child_process';
import { InputError } from '@backstage/errors';

/**
 * Takes a public key into a keyring of its own.
 *
 * @returns the fingerprints of its primary key.
 */
export async function runGpg(
  key: string,
  options: { home: string; signal: AbortSignal },
): Promise<string[]> {
  const { home, signal } = options;
  const child = spawn(
    'gpg',
    [
      ...['--homedir', home, '--batch', '--no-tty', '--no-autostart'],
      ...['--status-fd', '1', '--import'],
    ],
    {
      signal,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, HOME: home },
    },
  );
  const text = await new Promise<string>((resolve, reject) => {
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => {
      all = `${all}${chunk.toString('utf8')}`.slice(0, 100_000);
    });
    child.on('error', reject);
    child.on('close', () => resolve(all));
    child.stdin.on('error', () => {});
    child.stdin.end(key);
  });
  const found = [
    ...text.matchAll(/^\[GNUPG:\] IMPORT_OK \d+ ([0-9A-F]{40,64})$/gm),
  ];
  if (found.length !== 1) {
    throw new InputError(
      'A pgpKey of mcpRegistry.gitOps is not one public key',
    );
  }
  return found.map(([, fingerprint]) => fingerprint);
}
