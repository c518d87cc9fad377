import type { Fact } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';

/** What a source says beyond a position. */
export interface FactPage {
  readonly facts: readonly Fact[];
  readonly position: string;
  /** There is more. */
  readonly isFull: boolean;
  /** Writes down, in the transaction that moves the position, what must not be read again. */
  keep?(tx: Knex.Transaction): Promise<void>;
}

/** Something that facts are read from, in the order of their time. */
export interface FactSource {
  readonly id: string;
  /** Where it begins when it is read for the first time. */
  begin(now: number): string;
  read(position: string, now: number): Promise<FactPage>;
}
