/** Somebody whom the gateway's signed word names. */
export interface Person {
  /** Entity ref, such as user:default/alice. */
  ref: string;
  /** Entity ref of who acts for them, where it is not the person. */
  actor?: string;
}

/** For whom a request is. */
export type Caller =
  | { kind: 'person'; person: Person; assertion: string }
  /** The gateway itself looks which tools there are: it names nobody, and gets nothing of anybody's. */
  | { kind: 'probe' };
