import { posix } from 'node:path';
import type {
  HostedPackage,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ContainerOptions } from './planContainer';
import { INSIDE } from './inside';
import type { PlannedMount } from './ContainerPlan';

/** Of its memory, what V8 keeps objects in; the rest is for code, buffers and stacks. */
const HEAP_SHARE = 0.75;
const MIB = 1024 * 1024;

/** How a server is called, and what it is given. */
export type ServerCall = Pick<
  ContainerOptions,
  | 'entrypoint'
  | 'arguments'
  | 'env'
  | 'mounts'
  | 'memoryFolders'
  | 'workingFolder'
> & {
  /** Files that exist only for this start, by the path inside. */
  readonly files: Readonly<Record<string, string>>;
};

/** What a start says, whatever the server is made of. */
export interface ServerOptions {
  readonly package: HostedPackage;
  readonly command?: string;
  readonly args: readonly string[];
  readonly profile: PermissionProfile;
  readonly env: Readonly<Record<string, string>>;
  /** By variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables that say where the proxy is. */
  readonly egressEnv: Readonly<Record<string, string>>;
  readonly mounts: readonly PlannedMount[];
}

/** A server that is an image: as the image says, unless the definition names a program in it. Pure. */
export function planImageServer(
  options: ServerOptions,
  image: {
    readonly entrypoint: readonly string[];
    readonly arguments: readonly string[];
    readonly volumes: readonly string[];
  },
): ServerCall {
  const { command, args, mounts } = options;
  const given = args.length > 0 ? args : image.arguments;
  const entrypoint = command === undefined ? image.entrypoint : [command];
  const call = [...entrypoint, ...(command === undefined ? given : args)];
  if (call.length === 0) {
    throw new Error(
      `${options.package.identifier} does not say what to run: run.command has to name a program in it`,
    );
  }
  const secrets = giveSecrets(options);
  return {
    entrypoint: [call[0]],
    arguments: call.slice(1),
    // There is no way to hand a variable to a program of any kind but the engine's own.
    env: { ...environment(options), ...secrets.env, ...secrets.places },
    files: secrets.files,
    mounts,
    memoryFolders: image.volumes.filter(
      folder =>
        folder !== INSIDE.tmp &&
        !mounts.some(({ inside }) => inside === folder),
    ),
  };
}

/** A server of npm, in an image with Node. Its secrets come from a file, so that the engine never knows them. Pure. */
export function planNodeServer(
  options: ServerOptions,
  server: {
    readonly node: string;
    readonly folder: string;
    readonly commands: Readonly<Record<string, string>>;
    readonly memoryBytes: number;
  },
): ServerCall {
  const file = posix.join(INSIDE.server, findCommand(options, server.commands));
  const secrets = giveSecrets(options);
  const hasPreload = Object.keys(secrets.env).length > 0;
  // V8 takes what the machine has for its measure, and would be killed before it ever tidies up.
  const heap = Math.max(
    16,
    Math.floor((server.memoryBytes * HEAP_SHARE) / MIB),
  );
  return {
    entrypoint: [server.node],
    arguments: [
      `--max-old-space-size=${heap}`,
      ...(hasPreload ? ['--require', INSIDE.preload] : []),
      file,
      ...options.args,
    ],
    env: { ...environment(options), ...secrets.places },
    files: {
      ...secrets.files,
      ...(hasPreload && {
        [INSIDE.preload]: `Object.assign(process.env, ${JSON.stringify(
          secrets.env,
        )});`,
      }),
    },
    mounts: [
      ...options.mounts,
      { source: server.folder, inside: INSIDE.server, isWritable: false },
    ],
    memoryFolders: [],
    workingFolder: INSIDE.tmp,
  };
}

function environment(options: ServerOptions): Record<string, string> {
  return {
    HOME: INSIDE.tmp,
    TMPDIR: INSIDE.tmp,
    LANG: 'C.UTF-8',
    ...options.profile.sallyport?.env,
    ...options.env,
    ...options.egressEnv,
  };
}

/** @throws Error where there is no value for a secret, or a value too many. */
function giveSecrets({ profile, secrets }: ServerOptions) {
  const wanted = profile.sallyport?.secrets ?? {};
  const extra = Object.keys(secrets).filter(
    name => !Object.hasOwn(wanted, name),
  );
  if (extra.length > 0) {
    throw new Error(`The profile names no secret ${extra.join(', ')}`);
  }
  const env: Record<string, string> = {};
  const files: Record<string, string> = {};
  /** Variables that say where a file is. */
  const places: Record<string, string> = {};
  for (const [name, { as }] of Object.entries(wanted)) {
    if (!Object.hasOwn(secrets, name)) {
      throw new Error(`There is no value for the secret of ${name}`);
    }
    if (as === 'env') {
      env[name] = secrets[name];
      continue;
    }
    places[name] = `${INSIDE.secrets}/${name}`;
    files[places[name]] = secrets[name];
  }
  return { env, files, places };
}

function findCommand(
  { command, package: { identifier } }: ServerOptions,
  commands: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(commands);
  const name = command ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && Object.hasOwn(commands, name))
    return commands[name];
  const known = names.join(', ') || 'none';
  throw new Error(
    name === undefined
      ? `${identifier} has several programs (${known}): run.command has to name one`
      : `${identifier} has no program '${name}'; it has ${known}`,
  );
}
