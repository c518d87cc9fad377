import { mockServices } from '@backstage/backend-test-utils';
import {
  FIRST_PREV,
  formatLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { SecretBox } from '../../../encryption/SecretBox';
import { exampleCall } from '../../__testUtils__/exampleCall';
import { AuditKeys } from '../../checkpoints/AuditKeys';
import { Checkpoints } from '../../checkpoints/Checkpoints';
import { CheckpointStore } from '../../checkpoints/CheckpointStore';
import { SqlHeads } from '../../checkpoints/SqlHeads';
import { toAuditEvent } from '../../events/toAuditEvent';
import { AuditRetention } from '../../shipping/AuditRetention';
import { AuditStore } from '../../shipping/AuditStore';
import { sha256 } from '../../spool/SpoolWriter';
import { ChainExports } from '../ChainExports';
import type { WantedEvents } from '../types';

/** A log in a database, written, signed and pruned at times that a test says. */
export class TestChains {
  readonly exports: ChainExports;
  readonly #database: Knex;
  readonly #checkpoints: Checkpoints;
  readonly #heads = new Map<string, { seq: number; hash: string }>();
  #now = '2026-11-20T00:00:00.000Z';

  constructor(database: Knex) {
    const now = () => Date.parse(this.#now);
    const box = SecretBox.create({ keys: [] });
    const keys = AuditKeys.create({ database, box, now });
    const store = CheckpointStore.create({ database });
    const heads = SqlHeads.create({ database });
    const logger = mockServices.logger.mock();
    this.#database = database;
    this.#checkpoints = Checkpoints.create({
      ...{ heads, keys, store, logger, now },
      places: [],
    });
    this.exports = ChainExports.create({
      ...{ database, keys, store, heads },
      now: () => new Date(this.#now),
    });
  }

  /** An event of a writer, recorded at this time. */
  async write(writer: string, at: string): Promise<void> {
    const head = this.#heads.get(writer) ?? { seq: 0, hash: FIRST_PREV };
    const call = exampleCall({ at });
    const event = toAuditEvent(call, { phase: 'outcome', id: call.id, at });
    const text = JSON.stringify(event);
    const place = { writer, seq: head.seq + 1, prev: head.hash };
    const { hash } = formatLine(place, text, sha256);
    this.#heads.set(writer, { seq: place.seq, hash });
    await AuditStore.create({ database: this.#database }).add(writer, [
      { line: { ...place, hash, event: text }, event },
    ]);
  }

  /** A checkpoint, made at this time. */
  async sign(at: string): Promise<void> {
    this.#now = at;
    await this.#checkpoints.run();
  }

  /** Deletes what is older than so many days at this time. */
  async prune(now: string, days = 10): Promise<void> {
    this.#now = now;
    await AuditRetention.create({
      ...{ database: this.#database, retentionDays: days, tell: () => {} },
      now: () => new Date(now),
    }).cleanUp();
  }

  /** An archive, whole. */
  async export(wanted: WantedEvents = {}): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    await this.exports.give(wanted, async archive => {
      for await (const chunk of archive.chunks) chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  }
}
