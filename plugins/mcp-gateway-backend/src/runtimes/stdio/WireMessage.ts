import { z } from 'zod';
import { parseExact } from './exactJson';

/** JSON-RPC 2.0 §4: what names a request. */
export type WireId = string | number;

const wireId = z.union([z.string().max(1000), z.number()]);
const object = z.record(z.string(), z.unknown());

const wireMessageSchema = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: wireId.nullish(),
    method: z.string().max(200).optional(),
    params: object.optional(),
    result: object.optional(),
    error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
  })
  .refine(
    ({ method, id, result, error }) =>
      method !== undefined
        ? id !== null && result === undefined && error === undefined
        : (result === undefined) !== (error === undefined),
    { message: 'is neither a request nor an answer' },
  );

/** A message on a runtime's standard input or output. */
export type WireMessage = z.infer<typeof wireMessageSchema>;

/** The most messages of one line (MCP 2025-03-26 knew batches). */
const MAX_BATCH = 100;

/** The messages of a line. `undefined`: it holds something else. */
export function readWireMessages(text: string): WireMessage[] | undefined {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return undefined;
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  if (items.length > MAX_BATCH) return undefined;
  const messages: WireMessage[] = [];
  for (const item of items) {
    const parsed = wireMessageSchema.safeParse(item);
    if (!parsed.success) return undefined;
    messages.push(parsed.data);
  }
  return messages;
}

/** Whether something may name a request. */
export function isWireId(value: unknown): value is WireId {
  return wireId.safeParse(value).success;
}

/** `1` and `"1"` are two ids. */
export function keyOfId(id: WireId): string {
  return `${typeof id}:${id}`;
}
