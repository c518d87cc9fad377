/** A personal access token as its owner may see it: never its value. */
export interface PersonalTokenInfo {
  id: string;
  name: string;
  /** The servers that it opens, as entity refs; absent: all that its owner may use. */
  servers?: string[];
  /** ISO 8601 */
  createdAt: string;
  expiresAt: string;
  lastUsedAt?: string;
  /** What its client calls itself. */
  usedBy?: string;
  revoked: boolean;
}

/** A new one: the one time that its value is there. */
export interface CreatedPersonalToken {
  token: string;
  info: PersonalTokenInfo;
}
