import type {
  AuditGap,
  AuditHead,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Tells how far the log has come: the heads of all writers that there ever were, and what was deleted of it. */
export interface ReadHeads {
  heads(): Promise<AuditHead[]>;
  gaps(): Promise<AuditGap[]>;
}

/** A checkpoint with the gaps that were sealed with it, as it is kept and exported. */
export interface SignedCheckpoint {
  number: number;
  hash: string;
  at: string;
  /** A compact JWS. */
  text: string;
  /** One compact JWS per line; empty where there is none. */
  gaps: string;
}

/** A place that the portal should not be able to change what it has: a directory, a webhook, an object store. */
export interface CheckpointPlace {
  /** Names it in the database and in what people read; no secret in it. */
  readonly name: string;
  /** Names it to people who do not see the configuration: its key, its kind and its host or path. */
  readonly label?: string;
  /** Takes one file for good. Throws where it could not. Taking the same file again must do no harm. */
  put(file: { name: string; text: string }): Promise<void>;
}
