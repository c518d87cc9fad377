import type { z } from 'zod';

const TIMEOUT_MS = 20_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Asks a Git host's API. It follows no redirects: a token goes to the configured host and nowhere else. */
export async function askHost<Schema extends z.ZodType>(
  url: string,
  options: {
    schema: Schema;
    headers: Record<string, string>;
    signal: AbortSignal;
  },
): Promise<z.infer<Schema> | undefined> {
  const { schema, headers, signal } = options;
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (response.status === 404 || response.status === 422) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`${new URL(url).host} answered with ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new Error('The Git host says more than it may');
    chunks.push(chunk);
  }
  return schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}
