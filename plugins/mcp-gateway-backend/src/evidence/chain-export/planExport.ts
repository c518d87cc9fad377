import { InputError, NotFoundError } from '@backstage/errors';
import type { AuditHead } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CheckpointStore } from '../checkpoints/CheckpointStore';
import type { ReadHeads } from '../checkpoints/types';
import type { ChainEvents } from './ChainEvents';
import { ExportEdges } from './ExportEdges';
import type { Edge, ExportPlan, WantedEvents } from './types';

/** More than this is asked for in parts, by time. */
const MAX_EVENTS = 10_000_000;
const MAX_CHECKPOINTS = 20_000;

/** Says what an export of what is wanted will have in it: that, and what is around it up to the next checkpoints. */
export async function planExport(options: {
  wanted: WantedEvents;
  store: CheckpointStore;
  events: ChainEvents;
  heads: Pick<ReadHeads, 'heads'>;
  now: Date;
}): Promise<ExportPlan> {
  const { wanted, store, events, now } = options;
  const { writer } = wanted;
  // Before the heads: what it knows, they know as well.
  const newest = (await store.newest())?.number ?? 0;
  const heads = (await options.heads.heads()).filter(
    head => writer === undefined || head.writer === writer,
  );
  if (writer !== undefined && heads.length === 0) {
    throw new NotFoundError(`There is no writer ${writer} in the log`);
  }
  const edges = ExportEdges.create({ store, events, newest });
  const begin = await edges.begin(wanted);
  const end = await edges.end(wanted);
  const ranges = rangesOf({
    ...{ heads, begin, end },
    deleted: await events.deletedUpTo(),
  });
  const checkpoints = newest > 0 && {
    from: begin?.number ?? 1,
    to: end?.number ?? newest,
  };
  requireBounded(ranges, checkpoints);
  return {
    extent: {
      format: 'sallyport-audit-export-1',
      at: now.toISOString(),
      ...(begin && { begin: { checkpoint: begin.number, at: begin.at } }),
      ...(end && { end: { checkpoint: end.number, at: end.at } }),
      ...(writer !== undefined && { writer }),
    },
    ranges,
    ...(checkpoints && { checkpoints }),
  };
}

function rangesOf(options: {
  heads: readonly AuditHead[];
  begin?: Edge;
  end?: Edge;
  deleted: ReadonlyMap<string, number>;
}) {
  const { heads, begin, end, deleted } = options;
  return heads
    .map(({ writer, seq }) => ({
      writer,
      from:
        Math.max(begin?.heads.get(writer) ?? 0, deleted.get(writer) ?? 0) + 1,
      to: end ? end.heads.get(writer) ?? 0 : seq,
    }))
    .filter(({ from, to }) => from <= to);
}

function requireBounded(
  ranges: ExportPlan['ranges'],
  checkpoints: ExportPlan['checkpoints'] | false,
): void {
  const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (count > MAX_EVENTS) {
    throw new InputError(
      `These are ${count} events, and an export has at most ${MAX_EVENTS}; export them in parts, by narrower times`,
    );
  }
  if (checkpoints && checkpoints.to - checkpoints.from >= MAX_CHECKPOINTS) {
    throw new InputError(
      `More than ${MAX_CHECKPOINTS} checkpoints were made in this time; export it in parts, by narrower times`,
    );
  }
}
