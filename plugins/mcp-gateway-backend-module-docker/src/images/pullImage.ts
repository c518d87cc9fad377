import { z } from 'zod';
import type { EngineClient } from '../engine/EngineClient';
import { readLines } from '../engine/readLines';

const MAX_LINE_BYTES = 64 * 1024;
/** Of progress, for one pull. */
const MAX_LINES = 500_000;
/** How long a pull may say nothing. */
const SILENT_MS = 120_000;

const lineSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ total: z.number().optional() }).nullish(),
});

/**
 * Lets the engine pull an image, and follows what it says: that it failed comes as a line of an answer which began well.
 *
 * @throws Error with what the engine said, or where the image is larger than the bound.
 */
export async function pullImage(options: {
  client: EngineClient;
  /** With tag or digest. */
  reference: string;
  headers: Readonly<Record<string, string>>;
  maxBytes: number;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<void> {
  const { client, reference, headers, maxBytes, timeoutMs, signal } = options;
  const quiet = new AbortController();
  const late = setTimeout(() => quiet.abort(), timeoutMs);
  let silence = setTimeout(() => quiet.abort(), SILENT_MS);
  try {
    const answer = await client.stream({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: reference },
      headers,
      timeoutMs: 0,
      signal: AbortSignal.any([quiet.signal, ...(signal ? [signal] : [])]),
    });
    const layers = new Map<string, number>();
    let lines = 0;
    for await (const text of readLines(answer, MAX_LINE_BYTES)) {
      clearTimeout(silence);
      silence = setTimeout(() => quiet.abort(), SILENT_MS);
      const line = lineSchema.safeParse(parse(text)).data;
      if (line?.error) throw new Error(line.error.slice(0, 500));
      if (line?.id && line.progressDetail?.total) {
        layers.set(line.id, line.progressDetail.total);
      }
      const bytes = [...layers.values()].reduce((sum, one) => sum + one, 0);
      if (bytes > maxBytes || ++lines > MAX_LINES) {
        throw new Error(`it is larger than ${maxBytes} bytes`);
      }
    }
  } catch (error) {
    const why = quiet.signal.aborted
      ? 'it took too long'
      : (error as Error).message;
    throw new Error(`The image ${reference} could not be pulled: ${why}`, {
      cause: error,
    });
  } finally {
    clearTimeout(late);
    clearTimeout(silence);
    // Whoever leaves a pull ends it.
    quiet.abort();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
