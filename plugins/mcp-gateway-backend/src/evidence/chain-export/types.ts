import type {
  AuditExtent,
  AuditHead,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What somebody wants of the log. All of it where nothing is said. */
export interface WantedEvents {
  /** Recorded at this time or later, ISO 8601. */
  from?: string;
  /** Recorded before this time. */
  to?: string;
  /** Of this writer alone. */
  writer?: string;
  /** Of the writer, this event and later ones. */
  fromSeq?: number;
  /** Of the writer, events up to this one. */
  toSeq?: number;
}

/** Events of one writer that stand one after the other, both ends included. */
export interface EventRange {
  writer: string;
  from: number;
  to: number;
}

/** What an export will have in it. */
export interface ExportPlan {
  extent: AuditExtent;
  ranges: readonly EventRange[];
  /** The first and the last checkpoint; absent where there is none yet. */
  checkpoints?: { from: number; to: number };
}

/** A checkpoint as an edge of an export. */
export interface Edge {
  number: number;
  at: string;
  heads: ReadonlyMap<AuditHead['writer'], number>;
}
