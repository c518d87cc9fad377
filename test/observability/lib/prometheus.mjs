// Debian's Prometheus, started as a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { freePort } from '../../support/rig/freePort.mjs';

export const SHIPPED = join(root, 'examples', 'observability');

/** Why there is none; `undefined`: there is one. */
export function missingPrometheus() {
  try {
    execFileSync('prometheus', ['--version'], { stdio: 'ignore' });
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    execFileSync('amtool', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no Prometheus or Alertmanager on this machine (Debian: apt-get install prometheus prometheus-alertmanager)';
  }
}

/** What a tool of Prometheus says; throws where it fails. */
export const promtool = (...args) =>
  execFileSync('promtool', args, { cwd: join(SHIPPED, 'prometheus') });

/** Prometheus with the shipped configuration, but for where the gateway is and how often it is asked. */
export async function startPrometheus(target) {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const shipped = readFileSync(
    join(SHIPPED, 'prometheus', 'prometheus.yml'),
    'utf8',
  );
  const own = shipped
    .replaceAll('15s', '1s')
    .replace('127.0.0.1:9464', target)
    .replace('rules.yml', join(SHIPPED, 'prometheus', 'rules.yml'));
  writeFileSync(join(folder, 'prometheus.yml'), own);
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  return {
    /** Throws where Prometheus does not understand. */
    async api(path) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
      const { status, data, error } = await answer.json();
      if (status !== 'success') throw new Error(`${path}: ${error}`);
      return data;
    },
    async query(text) {
      return (await this.api(`query?query=${encodeURIComponent(text)}`)).result;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
