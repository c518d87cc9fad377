import { posix } from 'node:path';
import type { SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import type { SandboxPlan } from '../plan/SandboxPlan';

/** What programs of the system and of Homebrew need to start at all. Nothing of a person is in it. */
const SYSTEM = [
  '/System',
  '/Library/Apple',
  '/usr/bin',
  '/usr/lib',
  '/usr/libexec',
  '/usr/sbin',
  '/usr/share',
  '/bin',
  '/sbin',
  '/private/etc/ssl',
  '/private/etc/localtime',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/var/select',
  '/dev/null',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
  '/dev/fd',
];
const HOMEBREW = '/opt/homebrew';
const OF_HOMEBREW = ['Cellar', 'opt', 'lib'].map(name => `${HOMEBREW}/${name}`);
/** The library lets every sandbox write there, whoever else does. */
const SHARED = ['/tmp/claude', '/private/tmp/claude'];

/**
 * What a server may reach on macOS, as the configuration of `@anthropic-ai/sandbox-runtime`: everything is closed but what
 * is listed. Pure, and tested as text; no Mac has run it.
 */
export function compileMacos(options: {
  /** The folder of the installed package. */
  packageFolder: string;
  /** Node's real file. */
  node: string;
  mounts: SandboxPlan['mounts'];
  /** A folder of its own, for what is temporary. */
  tmp: string;
  /** Where the gateway's own egress proxy listens, on this machine's loopback. Absent: nothing can be reached. */
  proxyPort?: number;
}): SandboxRuntimeConfig {
  const { packageFolder, node, mounts, tmp, proxyPort } = options;
  // A name on the disk is no pattern, whatever is in it.
  const literal = (path: string) => ({ path, literal: true as const });
  const writable = mounts.filter(({ isWritable }) => isWritable);
  return {
    network: {
      // By the library itself nothing can be reached. What the profile names, the gateway's proxy decides.
      allowedDomains: [],
      deniedDomains: [],
      allowUnixSockets: [],
      allowAllUnixSockets: false,
      allowLocalBinding: false,
      ...(proxyPort !== undefined && {
        httpProxyPort: proxyPort,
        socksProxyPort: proxyPort,
      }),
    },
    filesystem: {
      denyRead: ['/'],
      allowRead: [
        ...SYSTEM,
        ...(node.startsWith(`${HOMEBREW}/`)
          ? OF_HOMEBREW
          : [literal(posix.dirname(posix.dirname(node)))]),
        literal(packageFolder),
        literal(tmp),
        ...mounts.map(({ source }) => literal(source)),
      ],
      allowWrite: [literal(tmp), ...writable.map(one => literal(one.source))],
      denyWrite: SHARED,
    },
    allowPty: false,
    enableWeakerNestedSandbox: false,
    enableWeakerNetworkIsolation: false,
  };
}
