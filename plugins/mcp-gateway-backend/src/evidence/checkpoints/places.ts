import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointPlace } from './types';

const TIMEOUT_MS = 30_000;

/** Sends a request; the gateway's guarded one. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/** A directory: best on a disk that only grows, or that another system takes from. */
export function directoryPlace(path: string): CheckpointPlace {
  return {
    name: `directory ${path}`,
    async put({ name, text }) {
      const target = join(path, name);
      const known = await readFile(target, 'utf8').catch(() => undefined);
      if (known === text) return;
      if (known !== undefined) {
        throw new Error(`${name} is there already, and is another one`);
      }
      const draft = `${target}.part`;
      // What a run before this one left when it was cut off.
      await rm(draft, { force: true });
      const file = await open(draft, 'w', 0o444);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target).catch(async error => {
        await rm(draft, { force: true });
        throw error;
      });
    },
  };
}

/** Whoever takes a POST with the file, such as an inbox of the security team. */
export function webhookPlace(options: {
  url: string;
  headers: Record<string, string>;
  send: SendRequest;
}): CheckpointPlace {
  const { url, headers, send } = options;
  return {
    name: `webhook ${withoutSecrets(url)}`,
    async put({ name, text }) {
      const answer = await send(url, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/jose',
          'x-sallyport-checkpoint': name,
        },
        body: text,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await requireSuccess(answer);
    },
  };
}

/**
 * An object store that takes a PUT: Azure with a shared access signature, Google Cloud Storage and S3 behind whatever adds their
 * signature, MinIO, WebDAV. `{name}` in the address is the file's name. What is there already is never replaced.
 */
export function objectStorePlace(options: {
  url: string;
  headers: Record<string, string>;
  send: SendRequest;
}): CheckpointPlace {
  const { url, headers, send } = options;
  return {
    name: `object store ${withoutSecrets(url)}`,
    async put({ name, text }) {
      const answer = await send(url.replace('{name}', name), {
        method: 'PUT',
        headers: {
          ...headers,
          'content-type': 'application/jose',
          'if-none-match': '*',
        },
        body: text,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      // It is there already: a run before this one was cut off behind it.
      if (answer.status === 412) return;
      await requireSuccess(answer);
    },
  };
}

async function requireSuccess(answer: Response): Promise<void> {
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`It answered with ${answer.status}`);
}

/** Shared access signatures stand in the query. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${decodeURIComponent(pathname)}`;
}
