/** A folder or file of the engine's machine, inside. */
export interface PlannedMount {
  readonly source: string;
  readonly inside: string;
  readonly isWritable: boolean;
}

/** A container, as the Engine API takes it (`POST /containers/create`): what this driver says of one. */
export interface ContainerBody {
  readonly Image: string;
  readonly User: string;
  readonly Hostname?: string;
  readonly Env: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly AttachStdin: true;
  readonly AttachStdout: true;
  readonly AttachStderr: true;
  readonly OpenStdin: true;
  readonly StdinOnce: true;
  readonly Tty: false;
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly HostConfig: HostConfig;
}

/** The part of a container that is about its machine. */
export interface HostConfig {
  readonly NetworkMode: string;
  readonly IpcMode: 'private';
  readonly ReadonlyRootfs: true;
  readonly Privileged: false;
  readonly CapDrop: readonly ['ALL'];
  readonly SecurityOpt: readonly string[];
  readonly Runtime?: string;
  readonly Memory: number;
  readonly MemorySwap: number;
  readonly PidsLimit: number;
  readonly NanoCpus: number;
  readonly OomScoreAdj: number;
  readonly Ulimits: readonly {
    readonly Name: string;
    readonly Soft: number;
    readonly Hard: number;
  }[];
  readonly ShmSize: number;
  readonly Tmpfs: Readonly<Record<string, string>>;
  readonly Mounts: readonly {
    readonly Type: 'bind';
    readonly Source: string;
    readonly Target: string;
    readonly ReadOnly: boolean;
    readonly BindOptions: { readonly Propagation: 'rprivate' };
  }[];
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly LogConfig: { readonly Type: 'none' };
  readonly RestartPolicy: { readonly Name: 'no' };
}
