import type { AccessTool } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What a call sends to its server. */
export interface SentStep {
  /** `input`: it goes into something that is under way at the server. */
  kind: 'call' | 'input';
  /** The tool, or the method of what is no tool. */
  name: string;
  tool?: string;
  effect: AccessTool['effect'];
  /** Nobody has said that it stays within its own system. */
  openWorld: boolean;
}

/** What a call is for the rules that look at history. */
export interface HistoryStep {
  /** Absent where it carries nothing of a person's: listings, and what keeps a session going. */
  sent?: SentStep;
  /** Its answer has of what the server has: by which tool, where it is one. `unknown`: the answer to any earlier call. */
  read?: { tool?: string } | 'unknown';
}
