export interface Config {
  mcpGateway?: {
    runtimes?: {
      /** Refuses to run servers where the kernel does not keep memory and processor time itself. Default: false */
      requireHardLimits?: boolean;
      /** Servers in sandboxes of the operating system, on Linux, and (not covered by tests) macOS. See docs/sandbox.md. */
      sandbox?: {
        /** Default: true */
        enabled?: boolean;
        /**
         * Where packages, volumes and what is known of runtimes are kept. It must be the gateway's own, and the user that servers run
         * as must be able to pass through it. Default: /var/lib/sallyport/sandbox as root, else sallyport/sandbox below
         * the user's state folder ($XDG_STATE_HOME, ~/.local/state).
         */
        directory?: string;
        /** The user of the machine that servers run as, where the gateway is root. Never root. Default: nobody */
        user?: string;
        /** What of the machine profiles may mount. Nothing by default. */
        mounts?: {
          /** Folders below which servers may read what their profile names. */
          read?: string[];
          /** Folders below which servers may read and write what their profile names. */
          write?: string[];
          /** Folders that are the volumes of these names (`volume://name:/path`), for every server that names them. */
          volumes?: { [name: string]: string };
        };
        /** Profiles may open every public host by https (`insecure_allow_all`). Default: false */
        allowEverything?: boolean;
        /** False: control groups are not used, and bounds are kept by rlimits and by watching. Default: true */
        useCgroups?: boolean;
        /** gVisor stands between servers and the kernel. Needs runsc below /usr, and control groups. Default: false */
        useGvisor?: boolean;
        /** Bounds of profiles that say nothing. */
        limits?: {
          /** Default: 536870912 */
          memoryBytes?: number;
          /** Processes and threads. Default: 64 */
          pids?: number;
          /** Cores. Default: 1 */
          cpu?: number;
          /** Default: 1024 */
          openFiles?: number;
          /** The largest file. Default: 268435456 */
          fileBytes?: number;
          /** Of /tmp, and of shared memory. Default: 67108864 */
          tmpBytes?: number;
          /** Of all writable mounts together. Default: 1073741824 */
          diskBytes?: number;
        };
        /** How packages of npm come to this machine. */
        packages?: {
          /** Default: what npm is configured with on this machine */
          npmRegistry?: string;
          /** Path of npm-cli.js. Default: npm beside Node, else on the PATH */
          npm?: string;
          /** Folders whose `node_modules` have packages that are taken from there and not downloaded. */
          installed?: string[];
          /** How packages of Python come to this machine. */
          pypi?: {
            /**
             * Address of the index. Default: what uv's and pip's variables say, else the public one
             * @visibility secret
             */
            index?: string;
            /** Hosts beside the index's own that its files come from. */
            fileHosts?: string[];
            /** Path of uv. Default: on the PATH; it is never downloaded */
            uv?: string;
            /** Path of Python, below /usr. Default: the system's */
            python?: string;
          };
          /** Bytes of installed packages that are kept. Default: 4294967296 */
          cacheBytes?: number;
          /** How long one installation may take. Default: 180 */
          timeoutSeconds?: number;
        };
      };
    };
  };
}
