/**
 * A mount whose place on the machine is known and allowed.
 *
 * @public
 */
export interface ResolvedMount {
  /** Without links. */
  readonly source: string;
  readonly inside: string;
  readonly isWritable: boolean;
  /** Which folder or file was looked at: what is mounted in the end must be this one. */
  readonly device: number;
  readonly inode: number;
  /** A folder that the driver keeps, and measures from zero. */
  readonly isVolume: boolean;
}
