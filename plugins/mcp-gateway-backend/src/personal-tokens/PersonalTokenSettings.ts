/** What a company allows of personal access tokens. */
export interface PersonalTokenSettings {
  /** Off: none is made, and those that there are open nothing. */
  enabled: boolean;
  maxDays: number;
}
