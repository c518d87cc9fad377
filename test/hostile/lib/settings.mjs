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

export const settingsFor = ({ folder, context, useCgroups }) => ({
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
  openedHosts: [
    `allowed.test:${context.allowedPort}`,
    `a.wild.test:${context.allowedPort}`,
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
    ],
    secrets: { TOKEN: { secret: 'token', as: 'env' } },
  },
});

/** Every name leads to this machine. */
export const resolveName = async () => [{ address: '127.0.0.1', family: 4 }];
