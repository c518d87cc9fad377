// `npm run observability`: what of examples/observability can be started here, beside a running example.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultStateDir, root } from '../lib/paths.mjs';
import { aborted, stopSignal } from '../lib/stopSignal.mjs';

const FILES = join(root, 'examples', 'observability');
const STATE = join(defaultStateDir, 'observability');

const PROGRAMS = [
  {
    name: 'Prometheus',
    program: 'prometheus',
    debian: 'prometheus',
    url: 'http://127.0.0.1:9090',
    args: [
      `--config.file=${join(FILES, 'prometheus', 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(STATE, 'prometheus')}`,
      '--web.listen-address=127.0.0.1:9090',
    ],
  },
  {
    name: 'Alertmanager',
    program: 'prometheus-alertmanager',
    debian: 'prometheus-alertmanager',
    url: 'http://127.0.0.1:9093',
    args: [
      `--config.file=${join(FILES, 'alertmanager', 'alertmanager.yml')}`,
      `--storage.path=${join(STATE, 'alertmanager')}`,
      '--web.listen-address=127.0.0.1:9093',
      '--cluster.listen-address=',
    ],
  },
];

const isThere = ({ program }) =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** Runs until somebody stops it, or a program ends by itself. */
export async function observability() {
  const missing = PROGRAMS.filter(one => !isThere(one));
  if (missing.length > 0)
    process.stdout.write(
      `Not started: ${missing
        .map(({ name }) => name)
        .join(', ')}. On Debian: apt-get install ${missing
        .map(({ debian }) => debian)
        .join(' ')}\n`,
    );
  process.stdout.write(
    'Not started: Grafana and the OpenTelemetry Collector, which Debian does not have; examples/observability/README.md says how.\n',
  );
  const there = PROGRAMS.filter(one => !missing.includes(one));
  if (there.length === 0) return 1;
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  const signal = stopSignal();
  const running = there.map(({ name, program, url, args }) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    process.stdout.write(`${name}: ${url}\n`);
    return { name, child, ended: once(child, 'exit') };
  });
  try {
    await Promise.race([
      aborted(signal),
      ...running.map(async ({ name, ended }) => {
        await ended;
        throw new Error(
          `${name} has ended by itself: perhaps its port is taken.`,
        );
      }),
    ]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
  }
  return 0;
}
