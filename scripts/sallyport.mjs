#!/usr/bin/env node
// The example's commands: `npm start`, `npm test` and so on. Plain JavaScript without dependencies; this file and what it
// imports run on Node 18, the rest on the Node that the toolchain provides.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureToolchain } from './lib/toolchain.mjs';

const COMMANDS = {
  start: {
    what: 'install, build and start the example company',
    load: async () => (await import('./commands/start.mjs')).start,
  },
  dev: {
    what: 'the same with hot reload, for people who change the code',
    load: async () => (await import('./commands/dev.mjs')).dev,
  },
  test: {
    what: 'the whole check, or the suites that are named',
    load: async () => (await import('./commands/test.mjs')).test,
  },
  build: {
    what: 'install and build the portal',
    load: async () => (await import('./commands/build.mjs')).build,
  },
  reset: {
    what: "empty the example's state folder (.sallyport/)",
    load: async () => (await import('./commands/reset.mjs')).reset,
  },
  observability: {
    what: 'start Prometheus and Alertmanager for a running example',
    load: async () =>
      (await import('./commands/observability.mjs')).observability,
  },
  'demo-token': {
    what: 'print a gateway token: demo-token <person> [server]',
    load: async () => (await import('./commands/demoToken.mjs')).demoToken,
  },
};

const usage = () =>
  `Usage: node scripts/sallyport.mjs <command>\n\n${Object.entries(COMMANDS)
    .map(([name, { what }]) => `  ${name.padEnd(11)} ${what}`)
    .join('\n')}\n`;

/** Goes on in the toolchain's Node when this one does not fit. */
function continueIn(node) {
  const child = spawn(
    node,
    [fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // Ctrl-C reaches the child from the terminal; a signal to this process alone does not.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (constants.signals[signal] ?? 0)),
    );
  });
}

async function main([name, ...args]) {
  const command = Object.hasOwn(COMMANDS, name ?? '') && COMMANDS[name];
  if (!command) {
    process.stderr.write(usage());
    return 2;
  }
  const { node } = await ensureToolchain();
  if (node !== process.execPath) return continueIn(node);
  const run = await command.load();
  return (await run(args)) ?? 0;
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(
      `\n${error?.plain ? error.message : error?.stack ?? error}\n`,
    );
    process.exitCode = 1;
  },
);
