/** Whom servers run as. */
export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}
