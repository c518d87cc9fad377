import { InputError } from '@backstage/errors';
import {
  type GatewayPaths,
  isSeq,
  isWriterId,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { WantedEvents } from '../evidence/chain-export/types';

type Query = NonNullable<
  GatewayPaths['/audit/export']['get']['parameters']['query']
>;

/** ISO 8601 with a day at least; without a zone it would mean another moment at every place. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** Reads what somebody wants of the log. Throws InputError where it makes no sense. */
export function readWantedEvents(query: Query): WantedEvents {
  const { writer } = query;
  const from = readTime('from', query.from);
  const to = readTime('to', query.to);
  if (from !== undefined && to !== undefined && from >= to) {
    throw new InputError('`from` must be before `to`');
  }
  if (writer !== undefined && !isWriterId(writer)) {
    throw new InputError('`writer` is not the id of a writer');
  }
  const fromSeq = readSeq('fromSeq', query.fromSeq, writer);
  const toSeq = readSeq('toSeq', query.toSeq, writer);
  if (fromSeq !== undefined && toSeq !== undefined && fromSeq > toSeq) {
    throw new InputError('`fromSeq` must not be after `toSeq`');
  }
  return { from, to, writer, fromSeq, toSeq };
}

function readTime(name: string, text?: string): string | undefined {
  if (text === undefined) return undefined;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new InputError(
      `\`${name}\` must be a time such as 2026-11-01T00:00:00Z`,
    );
  }
  return new Date(time).toISOString();
}

function readSeq(
  name: string,
  value: number | undefined,
  writer: string | undefined,
): number | undefined {
  if (value === undefined) return undefined;
  if (writer === undefined) {
    throw new InputError(`\`${name}\` needs \`writer\``);
  }
  if (!isSeq(value)) {
    throw new InputError(`\`${name}\` must be a whole number from 1`);
  }
  return value;
}
