/** Everything about one sandbox, before anything of it exists. */
export interface SandboxPlan {
  /** The system's own folders: bound read-only, or links among them. */
  readonly system: readonly SystemEntry[];
  /** Folders and files of the machine, by their real paths. */
  readonly mounts: readonly {
    readonly source: string;
    readonly inside: string;
    readonly isWritable: boolean;
  }[];
  /** Files that exist only inside, handed over by descriptor. */
  readonly files: readonly {
    readonly inside: string;
    readonly content: string;
    /** Octal. */
    readonly mode: string;
  }[];
  /** Files of /proc that show the machine and not the sandbox. */
  readonly masks: readonly string[];
  /** Bytes of /tmp, and of shared memory. */
  readonly tmpBytes: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly command: readonly string[];
  /** Small folders of memory, beside `/tmp`. */
  readonly memoryFolders?: readonly {
    readonly inside: string;
    readonly bytes: number;
  }[];
  /** Capabilities in the sandbox's own user namespace. None, but for what stands between the server and the kernel. */
  readonly capabilities?: readonly string[];
  /** What runs is gVisor, and the server in it. */
  readonly isBehindGvisor?: boolean;
}

/** A part of the system that a sandbox sees. */
export type SystemEntry =
  | { readonly kind: 'bind'; readonly source: string; readonly inside: string }
  | { readonly kind: 'link'; readonly target: string; readonly inside: string };
