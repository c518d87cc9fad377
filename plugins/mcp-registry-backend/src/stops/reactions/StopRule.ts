/** The rule by which a machine has stopped something, and why. */
export interface StopRule {
  /** Of the reaction: one that is asked for again is not placed again. */
  reactionId: string;
  alertId: string;
  detector: string;
  severity: string;
  name: string;
  /** Another text of the rule is another version. */
  version: string;
  /** Whom the alert is about: they do not lift it. */
  about?: string;
}
