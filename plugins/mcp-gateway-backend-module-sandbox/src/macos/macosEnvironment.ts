import { posix } from 'node:path';
import type { RuntimeSpec } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { secretFiles } from '../plan/secretFiles';

/** The variables of a server: those of its definition and profile, and nothing of the gateway's own. Pure. */
export function macosEnvironment(
  options: Pick<RuntimeSpec, 'profile' | 'env' | 'secrets'> & {
    node: string;
    tmp: string;
  },
): Record<string, string> {
  const { profile, node, tmp } = options;
  const env = {
    PATH: [posix.dirname(node), '/usr/bin', '/bin'].join(':'),
    HOME: tmp,
    TMPDIR: tmp,
    LANG: 'en_US.UTF-8',
    ...profile.sallyport?.env,
    ...options.env,
    ...secretFiles(profile, options.secrets).env,
    // The library would have a folder that all sandboxes share.
    CLAUDE_CODE_TMPDIR: tmp,
    // Node asks its environment for a proxy only where it is told to; the library says where it is.
    NODE_USE_ENV_PROXY: '1',
  };
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || value.includes('\0')) {
      throw new Error(`'${name}' is no variable that a program can be given`);
    }
  }
  return env;
}
