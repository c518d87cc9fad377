import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { CommandError } from '../CommandError';

const MAX_PROBLEM = 500;
const problemSchema = z.object({ error: z.object({ message: z.string() }) });

/**
 * Writes what a gateway exports into a file, which is there whole or not at all. A file that is there already is not replaced.
 */
export async function saveExport(options: {
  api: string;
  token: string;
  query: Record<string, string | undefined>;
  file: string;
}): Promise<void> {
  const { api, token, query, file } = options;
  if (await stat(file).catch(() => undefined)) {
    throw new CommandError(`${file} is there already.`);
  }
  const url = new URL(`${api}/audit/export`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const answer = await ask(url, token);
  const draft = `${file}.part`;
  try {
    await pipeline(
      Readable.fromWeb(answer as ReadableStream<Uint8Array>),
      // Flushed: evidence is on the disk once this says that it is.
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new CommandError(
        `${draft} is there already: another export is under way, or was cut off.`,
      );
    }
    await rm(draft, { force: true });
    throw new CommandError(
      `The export was cut off or could not be written: ${
        (error as Error).message
      }`,
    );
  }
}

async function ask(
  url: URL,
  token: string,
): Promise<NonNullable<Response['body']>> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      redirect: 'error',
      headers: { authorization: `Bearer ${token}` },
    });
  } catch {
    throw new CommandError(
      `${url.origin} could not be asked: it is away, or redirects.`,
    );
  }
  if (answer.ok && answer.body) return answer.body;
  const text = await answer.text().catch(() => '');
  const { status } = answer;
  throw new CommandError(
    status === 401 || status === 403
      ? `${url.origin} refuses the token (${status}). It must be one of somebody who may mcp.audit.read.`
      : `${url.origin} answered with ${status}: ${problemOf(text)}`,
  );
}

function problemOf(text: string): string {
  try {
    const { error } = problemSchema.parse(JSON.parse(text));
    return error.message.slice(0, MAX_PROBLEM);
  } catch {
    return 'not as Sallyport does';
  }
}
