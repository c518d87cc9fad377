import { join } from 'node:path';

const MIB = 1024 * 1024;

/** Bounds that end a bomb early: this may be somebody's laptop. */
export const LIMITS = {
  memoryBytes: 192 * MIB,
  pids: 32,
  cpu: 1,
  openFiles: 256,
  fileBytes: 96 * MIB,
  tmpBytes: 16 * MIB,
  diskBytes: 64 * MIB,
};

export const settingsFor = ({
  folder,
  context,
  useCgroups,
  useGvisor = false,
}) => ({
  directory: join(folder, 'state'),
  mounts: {
    read: [join(folder, 'shared')],
    write: [],
    volumes: {},
    directory: join(folder, 'state'),
  },
  allowEverything: false,
  limits: LIMITS,
  requireHardLimits: false,
  useCgroups,
  useGvisor,
  openedHosts: [
    `allowed.test:${context.allowedPort}`,
    `a.wild.test:${context.allowedPort}`,
    `flip.test:${context.allowedPort}`,
    `.mixed.test:${context.forbiddenPort}`,
  ],
  packages: { installed: [], cacheBytes: 0, timeoutMs: 1000 },
});

/** A profile with something of everything, so that there is something to abuse. */
export const profileFor = ({ folder, context }) => ({
  read: [`${join(folder, 'shared')}:/shared`],
  write: ['volume://data:/data'],
  sallyport: {
    egress: [
      { host: 'allowed.test', port: context.allowedPort },
      { host: '.wild.test', port: context.allowedPort },
      { host: 'rebind.test', port: context.forbiddenPort },
      { host: 'flip.test', port: context.allowedPort },
      { host: '.mixed.test', port: context.forbiddenPort },
    ],
    secrets: { TOKEN: { secret: 'token', as: 'env' } },
  },
});

/** Where canaries listen that nobody is led to by the first answer. */
export const ELSEWHERE = '127.0.0.2';
/**
 * Names of one run. Every name leads to this machine: one to another of its addresses when it is asked for again, one to a
 * private network too.
 */
export function createResolver() {
  const asked = new Map();
  const lead = address => ({ address, family: 4 });
  return async host => {
    const count = (asked.get(host) ?? 0) + 1;
    asked.set(host, count);
    if (host === 'flip.test')
      return [lead(count === 1 ? '127.0.0.1' : ELSEWHERE)];
    if (host.endsWith('.mixed.test'))
      return [lead('10.1.2.3'), lead('127.0.0.1')];
    return [lead('127.0.0.1')];
  };
}
