export interface Config {
  mcpGateway?: {
    runtimes?: {
      /** Servers in containers of Docker or Podman. See docs/docker.md. */
      docker?: {
        /** Default: true */
        enabled?: boolean;
        /** The engine's socket. Default: /var/run/docker.sock */
        socket?: string;
        /**
         * Where volumes are kept: at the same place for the gateway and for the engine. Also what tells this gateway's containers from
         * others in the same engine. Default: /var/lib/sallyport/docker as root, else sallyport/docker below the user's state folder.
         */
        directory?: string;
        /**
         * Where sockets and secrets of running servers are: at the same place for both, too, and best in memory. Default: /run/sallyport/docker as
         * root, else sallyport/docker below $XDG_RUNTIME_DIR.
         */
        runDirectory?: string;
        /** Numbers of the user and group that servers run as, never root's. Default: 65534:65534, and the gateway's own where it is not root */
        user?: string;
        /** The engine's runtime that servers have to run under, such as runsc. Default: the engine's usual one */
        runtime?: string;
        /** An image with Node: for what leads servers to their destinations, and for packages of npm. */
        nodeImage?: {
          /** Pinned: name@sha256:… */
          image: string;
          /** Node's file inside. Default: node */
          node?: string;
          /** npm's program inside, which installs packages. Default: /usr/local/lib/node_modules/npm/bin/npm-cli.js, where Node's own image has it */
          npm?: string;
        };
        /** How packages of npm come to this machine. They are installed and run in `nodeImage`. */
        packages?: {
          /** Default: what npm is configured with on this machine */
          npmRegistry?: string;
          /** Path of npm-cli.js of this machine, which says what npm is configured with. Default: npm beside Node, else on the PATH */
          npm?: string;
          /** Folders whose `node_modules` have packages that are taken from there and not downloaded. */
          installed?: string[];
          /** Bytes of installed packages that are kept. Default: 4294967296 */
          cacheBytes?: number;
          /** How long one installation may take. Default: 180 */
          timeoutSeconds?: number;
        };
        /** How images come to this machine. */
        images?: {
          /** Images come from these registries and no others. */
          registries?: {
            /** Such as ghcr.io, docker.io, registry.example.com:5000 */
            host: string;
            username?: string;
            /** @visibility secret */
            password?: string;
            /** A file that has the password; read at each pull. */
            passwordFile?: string;
          }[];
          /** Whether an image that is on this machine and at no registry may be taken by its tag. Default: false */
          local?: boolean;
          /** Of the largest image. Default: 4294967296 */
          maxBytes?: number;
          /** How long one pull may take. Default: 280 */
          timeoutSeconds?: number;
        };
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
        /** Bounds of profiles that say nothing; see the driver sandbox. */
        limits?: {
          memoryBytes?: number;
          pids?: number;
          cpu?: number;
          openFiles?: number;
          fileBytes?: number;
          tmpBytes?: number;
          diskBytes?: number;
        };
      };
    };
  };
}
