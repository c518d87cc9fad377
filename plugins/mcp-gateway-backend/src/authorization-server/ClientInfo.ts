/** A client as people see it. */
export interface ClientInfo {
  id: string;
  name: string;
  uri?: string;
  logoUri?: string;
  /** An administrator registered it; otherwise its name is what it says of itself. */
  isKnown: boolean;
}
