import type { Duplex, Readable, Writable } from 'node:stream';
import type {
  HostedHttp,
  HostedPackage,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/**
 * What a driver can do on this machine now.
 *
 * @public
 */
export interface RuntimeDriverStatus {
  /** Whether it can start servers. Where a hard part of isolation cannot be enforced it is not ready. */
  readonly ready: boolean;
  /** The tier in force, such as `bwrap+seccomp+cgroup`. */
  readonly tier?: string;
  /** How each bound is kept: by the kernel (`hard`), by watching and killing (`watched`), not at all. */
  readonly bounds: Readonly<
    Record<'memory' | 'pids' | 'cpu' | 'disk', 'hard' | 'watched' | 'none'>
  >;
  /** What is missing, and what to do about it: one line each, for people. */
  readonly problems: readonly {
    readonly text: string;
    readonly remedy: string;
  }[];
}

/**
 * One decision about a connection that a runtime wanted to make.
 *
 * @public
 */
export interface EgressEvent {
  readonly at: number;
  readonly host: string;
  /** 0: the kernel refused something, and did not say where to. */
  readonly port: number;
  readonly allowed: boolean;
  /** Why not: a short text for people. */
  readonly why?: string;
}

/**
 * The code of a server, installed where runtimes read it and nothing can write it.
 *
 * @public
 */
export interface PreparedPackage {
  readonly package: HostedPackage;
  /** What was installed, for the pin: `sha512-…` or `sha256:…`. */
  readonly integrity: string;
  /** Programs of the package by name. */
  readonly commands: Readonly<Record<string, string>>;
  /** The driver's own word for it, such as a folder. */
  readonly location: string;
}

/**
 * A package that another one brings along, or that one itself.
 *
 * @public
 */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Of its archive, where it is known. */
  readonly integrity?: string;
  /** As it declares it. */
  readonly licence?: string;
}

/**
 * One runtime to start.
 *
 * @public
 */
export interface RuntimeSpec {
  /** Unique for each start. */
  readonly runtimeId: string;
  /** The gateway replica that starts it: what it leaves behind is found by this. */
  readonly owner: string;
  readonly serverRef: string;
  /** Whose named volumes it sees, where runtimes of one server have their own, such as one for each person. Absent: the server's. */
  readonly dataKey?: string;
  readonly prepared: PreparedPackage;
  /** A name of {@link PreparedPackage.commands}; absent: the only one. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it listens; only {@link RuntimeDriver.serve} has it. */
  readonly http?: HostedHttp;
  readonly profile: PermissionProfile;
  /** The values of the profile's secrets, by variable, but for those that the driver brings. Never logged, never in a command line. */
  readonly secrets: Readonly<Record<string, string>>;
  onEgress?(event: EgressEvent): void;
  /** What the driver has to tell its owners about it, such as that its image is slow to come: a line for its log. */
  onNotice?(text: string): void;
}

/**
 * How a runtime ended.
 *
 * @public
 */
export interface RuntimeExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the driver ended it, where it did. */
  readonly killedFor?: 'memory' | 'pids' | 'cpu' | 'disk' | 'stopped';
}

/**
 * What a runtime uses now, over its whole tree of processes.
 *
 * @public
 */
export interface RuntimeUsage {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  /** Absent, as below: nothing tells this driver. */
  readonly pids?: number;
  /** Bytes in its writable mounts and `/tmp`. */
  readonly diskBytes?: number;
}

/**
 * A running server, however it is spoken to.
 *
 * @public
 */
export interface RunningServer {
  readonly runtimeId: string;
  /** Settles once, when nothing of its tree is left. Never rejects. */
  readonly exited: Promise<RuntimeExit>;
  usage(): Promise<RuntimeUsage>;
  /** Asks it to end (end of input, then SIGTERM) and ends it after the grace. Resolves when nothing of it is left. */
  stop(options?: { graceMs?: number }): Promise<void>;
}

/**
 * A running server that speaks MCP over standard input and output.
 *
 * @public
 */
export interface RuntimeProcess extends RunningServer {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/**
 * One process of a server that speaks HTTP by itself.
 *
 * @public
 */
export interface RuntimeEndpoint {
  /** Another one after each start of it: sessions that an earlier one began are not there. Letters, digits and hyphens. */
  readonly id: string;
  /** Where the gateway connects to, and nothing else of it: `http://10.0.0.7:8080/mcp`. */
  readonly url: string;
  /** A connection to it, where another way than its address leads there. Rejects with an Error with a text for people. */
  connect?(): Promise<Duplex>;
}

/**
 * A running server that speaks Streamable HTTP by itself, in one process or several.
 *
 * @public
 */
export interface RuntimeService extends RunningServer {
  /** Those that take calls now. */
  endpoints(): readonly RuntimeEndpoint[];
  /** What its processes write, as lines. */
  readonly log: Readable;
}

/**
 * Runs servers of one kind of isolation.
 *
 * @public
 */
export interface RuntimeDriver {
  readonly kind: 'sandbox' | 'docker' | 'kubernetes';
  /** What it can do now; asked at the start and by the set-up checks. Never throws. */
  status(): Promise<RuntimeDriverStatus>;
  /** Whether it can keep this profile: what it cannot, in words. Empty: it can. */
  check(profile: PermissionProfile): Promise<readonly string[]>;
  /** Whether it brings this secret of a profile to this server by itself, so that the gateway needs no value. */
  bringsSecret?(secret: string, serverRef: string): boolean;
  /** Installs a package once. @throws Error with a text for people where it cannot be had or is not what was pinned. */
  prepare(
    wanted: HostedPackage,
    options?: { signal?: AbortSignal },
  ): Promise<PreparedPackage>;
  /** Everything that was installed with a package, the package first. Absent, or undefined: it cannot be said. */
  contents?(
    prepared: PreparedPackage,
  ): Promise<readonly InstalledPackage[] | undefined>;
  /** @throws Error with a text for people; then nothing of it is left. */
  start(spec: RuntimeSpec): Promise<RuntimeProcess>;
  /**
   * The same for a server that speaks HTTP by itself; it is there when one process of it takes calls. Absent: this driver runs
   * servers that speak over standard input and output, and no others.
   */
  serve?(spec: RuntimeSpec & { http: HostedHttp }): Promise<RuntimeService>;
  /** Ends what runtimes of owners that are gone have left behind. Returns the ids of what was ended. */
  sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]>;
}
