/**
 * What of the machine profiles may mount.
 *
 * @public
 */
export interface MountSettings {
  /** Folders below which servers may read. */
  readonly read: readonly string[];
  /** Folders below which servers may read and write. */
  readonly write: readonly string[];
  /** Folders of the machine that are the volumes of these names, for every server that names them. */
  readonly volumes: Readonly<Record<string, string>>;
  /** The driver's own folder, which no server sees. */
  readonly directory: string;
}
