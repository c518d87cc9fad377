/** When, why and by whose word a server ends, as the registry keeps it. */
export interface EndOfLife {
  /** Another one whenever the end is announced anew, so that each announcement is told once. */
  plan: string;
  announcedAt: string;
  by: string;
  reason: string;
  /** The moment from which it is not served, ISO 8601. */
  retireAt: string;
  /** By its id: whoever takes over an entity ref takes over no successor. */
  successorId?: string;
  /** Set once it is retired. */
  retiredAt?: string;
}
