/** How packages of npm come to this machine. */
export interface PackageSettings {
  /** Address of the registry. Absent: npm's own configuration says it. */
  readonly npmRegistry?: string;
  /** `npm-cli.js` of this machine. Absent: npm beside Node, or on the PATH. */
  readonly npm?: string;
  /** Folders whose `node_modules` have packages that are taken from there and not downloaded. */
  readonly installed: readonly string[];
  /** Bytes of installed packages that are kept. */
  readonly cacheBytes: number;
  /** How long one installation may take. */
  readonly timeoutMs: number;
}
