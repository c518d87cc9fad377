import {
  ARCHIVE_FOLDERS,
  EXTENT_FILE,
  joinLine,
  KEYS_FILE,
  signGap,
  TAR_END,
  tarEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AuditKeys } from '../checkpoints/AuditKeys';
import type { CheckpointStore } from '../checkpoints/CheckpointStore';
import type { ReadHeads } from '../checkpoints/types';
import type { ChainEvents } from './ChainEvents';
import type { EventRange, ExportPlan } from './types';

/** So many events are in memory at once, and in one file. */
const EVENTS_PER_FILE = 500;
const CHECKPOINTS_PER_PAGE = 20;

/** What an archive is made of. */
export interface ArchiveSources {
  events: Pick<ChainEvents, 'page' | 'deletedUpTo'>;
  store: Pick<CheckpointStore, 'after' | 'gapsAfter'>;
  heads: Pick<ReadHeads, 'gaps'>;
  keys: Pick<AuditKeys, 'current' | 'publicKeys'>;
  onEvents: (count: number) => void;
}

/**
 * An export as a tar archive, in pieces. What is signed comes behind the events: what retention deletes meanwhile is sealed in it. Keys
 * come last, since a seal may need a new one.
 */
export async function* exportArchive(
  plan: ExportPlan,
  sources: ArchiveSources,
): AsyncGenerator<Uint8Array> {
  const modified = new Date(plan.extent.at);
  const file = (name: string, text: string) =>
    tarEntry(name, Buffer.from(text, 'utf8'), modified);
  const { events, checkpoints } = ARCHIVE_FOLDERS;
  let number = 0;
  yield file(EXTENT_FILE, `${JSON.stringify(plan.extent, null, 2)}\n`);
  for (const range of plan.ranges) {
    for await (const text of textsOf(range, sources)) {
      number += 1;
      yield file(`${events}${padded(number)}.ndjson`, text);
    }
  }
  number = 0;
  for await (const text of gapsOf(sources)) {
    number += 1;
    yield file(`${checkpoints}gaps-${padded(number)}.jws`, text);
  }
  for await (const checkpoint of checkpointsOf(plan, sources)) {
    yield file(
      `${checkpoints}checkpoint-${padded(checkpoint.number)}.jws`,
      `${checkpoint.text}\n`,
    );
  }
  const keys = await sources.keys.publicKeys();
  yield file(KEYS_FILE, `${JSON.stringify(keys, null, 2)}\n`);
  yield TAR_END;
}

/**
 * The events of a range, some at a time. Where retention deletes some that are just being given, the export breaks off: it can be had
 * anew. Other holes are given as they are, since it is verification that names them.
 */
async function* textsOf(
  { writer, from, to }: EventRange,
  { events, onEvents }: ArchiveSources,
): AsyncGenerator<string> {
  let next = from;
  while (next <= to) {
    const lines = await events.page(
      { writer, from: next, to },
      EVENTS_PER_FILE,
    );
    const isHole = lines[0]?.seq !== next;
    if (isHole && ((await events.deletedUpTo()).get(writer) ?? 0) >= next) {
      throw new Error(
        `Events of writer ${writer} were deleted, since their time was over, while they were exported; export them again`,
      );
    }
    if (lines.length === 0) return;
    onEvents(lines.length);
    next = lines[lines.length - 1].seq + 1;
    yield lines.map(line => `${joinLine(line)}\n`).join('');
  }
}

/** Seals of all gaps: those that stand with checkpoints, and of what no checkpoint knows yet. */
async function* gapsOf({
  heads,
  keys,
  store,
}: ArchiveSources): AsyncGenerator<string> {
  // Before the sealed ones: one that is sealed meanwhile is in both, never in none.
  const open = await heads.gaps();
  if (open.length > 0) {
    const key = await keys.current();
    const seals = await Promise.all(open.map(gap => signGap(gap, key)));
    yield `${seals.join('\n')}\n`;
  }
  let after = 0;
  for (;;) {
    const page = await store.gapsAfter(after, CHECKPOINTS_PER_PAGE);
    for (const { number, gaps } of page) {
      after = number;
      yield `${gaps}\n`;
    }
    if (page.length < CHECKPOINTS_PER_PAGE) return;
  }
}

async function* checkpointsOf(
  { checkpoints }: ExportPlan,
  { store }: ArchiveSources,
) {
  if (!checkpoints) return;
  let after = checkpoints.from - 1;
  while (after < checkpoints.to) {
    const page = await store.after(after, CHECKPOINTS_PER_PAGE);
    if (page.length === 0) return;
    for (const checkpoint of page) {
      if (checkpoint.number > checkpoints.to) return;
      yield checkpoint;
    }
    after = page[page.length - 1].number;
  }
}

function padded(number: number): string {
  // In the order of their names they are in their order.
  return String(number).padStart(12, '0');
}
