import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = { status?: number; headers?: object; body?: Buffer | string };
type Answering = (request: IncomingMessage) => Answer;

export const sha256 = (body: Buffer | string) =>
  `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** A registry on this machine that has what a test gives it, by paths, and says 404 of all else. */
export async function startRegistry() {
  const answers = new Map<string, Answer | Answering>();
  const asked: { path: string; authorization?: string }[] = [];
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const path = req.url ?? '';
    const { authorization } = req.headers;
    asked.push({ path, ...(authorization && { authorization }) });
    const found = answers.get(path.split('?')[0]);
    const answer =
      typeof found === 'function' ? found(req) : found ?? { status: 404 };
    res.writeHead(answer.status ?? 200, { ...answer.headers });
    res.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const set = (path: string, answer: Answer | Answering) =>
    answers.set(path, answer);
  const json = (path: string, body: unknown) =>
    set(path, { body: JSON.stringify(body) });
  return {
    port,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    ...{ asked, set, json },
    paths: () => asked.map(({ path }) => path),
    clear: () => {
      answers.clear();
      asked.splice(0);
    },
    /** A manifest under its digest, and a tag. */
    addManifest: (path: string, manifest: object, tag?: string) => {
      const body = JSON.stringify(manifest);
      const digest = sha256(body);
      for (const reference of [digest, ...(tag ? [tag] : [])]) {
        set(`/v2/${path}/manifests/${reference}`, { body });
      }
      return digest;
    },
    addBlob: (path: string, content: unknown) => {
      const body = JSON.stringify(content);
      const digest = sha256(body);
      set(`/v2/${path}/blobs/${digest}`, { body });
      return digest;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

/** See {@link startRegistry}. */
export type TestRegistry = Awaited<ReturnType<typeof startRegistry>>;
