import { isAbsolute } from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { runtimeLimitsSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  isDigest,
  readPackageSettings,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type {
  DockerSettings,
  NodeImageSettings,
  RegistrySettings,
} from './DockerSettings';
import { usualPlaces } from './usualPlaces';

const AT = 'mcpGateway.runtimes.docker';
const GIB = 1024 ** 3;
const NOBODY = 65_534;
/** Where Node's own image has it. */
const USUAL_NPM = '/usr/local/lib/node_modules/npm/bin/npm-cli.js';

/**
 * Reads `mcpGateway.runtimes.docker`. Undefined where it is turned off.
 *
 * @throws InputError where a setting makes no sense.
 */
export function readDockerSettings(
  config: Config,
  process: { uid: number; gid: number; env: NodeJS.ProcessEnv },
): DockerSettings | undefined {
  const own = config.getOptionalConfig(AT);
  if (own?.getOptionalBoolean('enabled') === false) return undefined;
  const usual = usualPlaces(process);
  const limits = runtimeLimitsSchema.safeParse(
    own?.getOptional('limits') ?? {},
  );
  if (!limits.success) {
    throw new InputError(`${AT}.limits: ${limits.error.issues[0].message}`);
  }
  const directory = own?.getOptionalString('directory') ?? usual.directory;
  const settings = {
    socketPath: own?.getOptionalString('socket') ?? '/var/run/docker.sock',
    directory,
    runDirectory: own?.getOptionalString('runDirectory') ?? usual.runDirectory,
    mounts: {
      directory,
      read: own?.getOptionalStringArray('mounts.read') ?? [],
      write: own?.getOptionalStringArray('mounts.write') ?? [],
      volumes: own?.getOptional<Record<string, string>>('mounts.volumes') ?? {},
    },
  };
  const { read, write, volumes } = settings.mounts;
  for (const path of [
    ...[settings.socketPath, directory, settings.runDirectory],
    ...[...read, ...write, ...Object.values(volumes)],
  ]) {
    if (typeof path !== 'string' || !isAbsolute(path)) {
      throw new InputError(`${AT}: '${path}' is not an absolute path`);
    }
  }
  const nodeImage = readNodeImage(own?.getOptionalConfig('nodeImage'));
  return {
    ...settings,
    user: readUser(own?.getOptionalString('user'), process),
    runtime: own?.getOptionalString('runtime'),
    allowEverything: own?.getOptionalBoolean('allowEverything') ?? false,
    limits: limits.data,
    openedHosts:
      config.getOptionalStringArray('mcpGateway.egress.allowedHosts') ?? [],
    publicHosts: config.getOptionalStringArray('mcpGateway.egress.publicHosts'),
    images: {
      registries: (own?.getOptionalConfigArray('images.registries') ?? []).map(
        readRegistry,
      ),
      local: own?.getOptionalBoolean('images.local') ?? false,
      maxBytes: own?.getOptionalNumber('images.maxBytes') ?? 4 * GIB,
      timeoutMs:
        (own?.getOptionalNumber('images.timeoutSeconds') ?? 280) * 1000,
    },
    packages: readPackageSettings(own, AT),
    ...(nodeImage && { nodeImage }),
  };
}

function readRegistry(config: Config): RegistrySettings {
  const registry = {
    host: config.getString('host').toLowerCase(),
    username: config.getOptionalString('username'),
    password: config.getOptionalString('password'),
    passwordFile: config.getOptionalString('passwordFile'),
  };
  const { host, username, password, passwordFile } = registry;
  if (!/^[a-z0-9.[\]:-]+$/.test(host)) {
    throw new InputError(
      `${AT}.images.registries: '${host}' is no host of a registry, such as ghcr.io`,
    );
  }
  const secrets = [password, passwordFile].filter(Boolean).length;
  if (secrets > 1 || (username === undefined) !== (secrets === 0)) {
    throw new InputError(
      `${AT}.images.registries: ${host} needs a username with a password or a passwordFile, or neither`,
    );
  }
  return registry;
}

function readNodeImage(config?: Config): NodeImageSettings | undefined {
  if (!config) return undefined;
  const [name, digest] = config.getString('image').split('@');
  if (!digest || !isDigest(digest)) {
    throw new InputError(
      `${AT}.nodeImage.image has to be pinned: name@sha256:…`,
    );
  }
  return {
    ...{ name, digest },
    node: config.getOptionalString('node') ?? 'node',
    npm: config.getOptionalString('npm') ?? USUAL_NPM,
  };
}

/** Another user than the gateway's only where it is root, since nobody else can hand over what servers may read. */
function readUser(
  text: string | undefined,
  process: { uid: number; gid: number },
) {
  const isRoot = process.uid === 0;
  if (text === undefined) {
    const { uid, gid } = process;
    return isRoot ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
  }
  const [uid, gid] = text.split(':').map(Number);
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || uid < 1 || gid < 1) {
    throw new InputError(
      `${AT}.user has to be the numbers of a user and a group that are not root's, such as 65534:65534`,
    );
  }
  if (!isRoot && (uid !== process.uid || gid !== process.gid)) {
    throw new InputError(
      `${AT}.user is set, but only a gateway that runs as root can let servers be another user`,
    );
  }
  return { uid, gid };
}
