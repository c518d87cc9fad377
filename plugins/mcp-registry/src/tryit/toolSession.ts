import type { Tool } from '../api/types';

/** What a server asks the person while a call is under way. Its words are data. */
export type Question =
  | { kind: 'form'; message: string; schema: Record<string, unknown> }
  | { kind: 'link'; message: string; url: string };

/** The person's answer. */
export type Answer =
  | { action: 'accept'; content?: Record<string, unknown> }
  | { action: 'decline' }
  | { action: 'cancel' };

/** How far a call has come, in the server's own measure. */
export interface Progress {
  done: number;
  total?: number;
  message?: string;
}

/** A tool's answer, as the protocol has it; every part is untrusted. */
export interface ToolAnswer {
  content: readonly Record<string, unknown>[];
  structuredContent?: unknown;
  isError?: boolean;
}

/** What became of a call. */
export type CallOutcome =
  | { kind: 'answered'; answer: ToolAnswer; seconds: number }
  /** The gateway said no, or could not reach the server: in its words, with the id that support asks for. */
  | {
      kind: 'refused';
      reason?: string;
      message: string;
      requestId: string;
      canAsk: boolean;
      /** Of the page where the person can confirm the call themselves. */
      confirmTicket?: string;
    }
  /** The server's protocol error, in its words, or no answer at all. */
  | { kind: 'failed'; message?: string }
  | { kind: 'cancelled' };

/** One connection of this page to a server, through the gateway. */
export interface ToolSession {
  call(options: {
    tool: Tool;
    args: Record<string, unknown>;
    signal: AbortSignal;
    onProgress(progress: Progress): void;
    onQuestion(question: Question): Promise<Answer>;
  }): Promise<CallOutcome>;
  close(): Promise<void>;
}

/** Opens a {@link ToolSession}; nothing is sent before the first call. */
export type OpenToolSession = (options: {
  /** The MCP endpoint at the gateway. */
  endpoint: string;
  /** A gateway token, kept in memory only. */
  token: string;
  /** Of the server, as it was reviewed; where it is not known, both eras are tried. */
  protocolVersion?: string;
}) => ToolSession;
