import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  RegistryHttp,
  RegistryUnreachable,
} from '../../trust/registries/RegistryHttp';
import {
  type DataSource,
  type OpenedSource,
  type SourceBounds,
  type SourceDocument,
  SourceUnreadable,
} from './DataSource';
import { readZip } from './readZip';

/** Of an archive. */
const ZIP = Buffer.from('PK');

/**
 * Fetches one file from where the configuration says, and from nowhere else: JSON, or an archive of such.
 *
 * @throws SourceUnreadable
 */
export async function openUrl(
  source: DataSource & { url: URL },
  options: { bounds: SourceBounds; timeoutMs: number; signal: AbortSignal },
): Promise<OpenedSource> {
  const { bounds, timeoutMs, signal } = options;
  const { url, alsoAsks, token } = source;
  const http = RegistryHttp.create({
    origins: [url.origin, ...alsoAsks],
    timeoutMs,
    namedIn: 'mcpRegistry.contents',
  });
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-source-'));
  const file = join(folder, randomUUID());
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const { headers, hash, first } = await http.download(url, {
      headers: { ...(token && { authorization: `Bearer ${token}` }) },
      maxBytes: bounds.maxBytes,
      signal,
      write: chunks => writeFile(file, chunks),
    });
    const written = Date.parse(headers.get('last-modified') ?? '');
    return {
      fingerprint: hash,
      ...(!Number.isNaN(written) && { writtenAt: new Date(written) }),
      documents: () => read(file, { isZip: first.equals(ZIP), source, bounds }),
      close,
    };
  } catch (error) {
    await close();
    if (error instanceof RegistryUnreachable) {
      throw new SourceUnreadable(error.message);
    }
    throw error;
  }
}

/** Writes it down as it comes, and says what it is. */
async function writeFile(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ hash: string; first: Buffer }> {
  const handle = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let first = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      if (first.length < ZIP.length) {
        first = Buffer.concat([first, chunk]).subarray(0, ZIP.length);
      }
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { hash: hash.digest('hex'), first };
}

async function* read(
  file: string,
  options: { isZip: boolean; source: DataSource; bounds: SourceBounds },
): AsyncGenerator<SourceDocument> {
  const { isZip, source, bounds } = options;
  if (isZip) {
    yield* readZip(file, { name: source.name, bounds });
    return;
  }
  const text = await readFile(file, 'utf8');
  if (text.length > bounds.maxDocumentBytes) {
    throw new SourceUnreadable(`${source.name} is too large`);
  }
  yield { name: source.name, text };
}
