import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  MountSettings,
  PackageSettings,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The driver's configuration, read and checked once. */
export interface DockerSettings {
  /** Of the engine. */
  readonly socketPath: string;
  /** Where volumes are kept: at the same place for the gateway and for the engine. */
  readonly directory: string;
  /** Where sockets and secrets of running servers are, best in memory: at the same place for both, too. */
  readonly runDirectory: string;
  /** Whom servers run as inside. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** The engine's runtime that servers have to run under, such as `runsc`. Absent: the engine's usual one. */
  readonly runtime?: string;
  readonly mounts: MountSettings;
  readonly allowEverything: boolean;
  /** Bounds of profiles that say nothing. */
  readonly limits: RuntimeLimits;
  /** Hosts beyond the public internet that the operator opened. */
  readonly openedHosts: readonly string[];
  /** `mcpGateway.egress.publicHosts`: the only public hosts beside those. Absent: all. */
  readonly publicHosts?: readonly string[];
  readonly images: ImageSettings;
  readonly packages: PackageSettings;
  /** An image with Node: for packages of npm, and for the way out of servers that have one. */
  readonly nodeImage?: NodeImageSettings;
}

/** How images come to this machine. */
export interface ImageSettings {
  /** Images come from these and no others. */
  readonly registries: readonly RegistrySettings[];
  /** Whether an image that is on the machine alone may be taken by its tag. */
  readonly local: boolean;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** A registry, and how the engine signs in to it. */
export interface RegistrySettings {
  readonly host: string;
  readonly username?: string;
  readonly password?: string;
  readonly passwordFile?: string;
}

/** An image with Node, pinned. */
export interface NodeImageSettings {
  readonly name: string;
  readonly digest: string;
  /** Node's file inside. */
  readonly node: string;
  /** `npm-cli.js` inside. */
  readonly npm: string;
}
