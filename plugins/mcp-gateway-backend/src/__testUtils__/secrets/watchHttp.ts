import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Found,
  secretsInBody,
  secretsInCookies,
  secretsInHeaders,
  secretsInUrl,
} from './secretsInMessages';

const MAX_BODY_BYTES = 256 * 1024;
/** What is sent there, or comes from there, is a credential by its name. */
const TELLING_PATHS =
  /\/(?:token|tokens|personal-tokens|revoke|introspect|par|register|keys|finish)$/;

/**
 * Hears of every HTTP message that servers in this process get and answer, by Node's own channels: of headers, addresses and forms, and of the
 * bodies of those addresses that hand out credentials. Nothing is changed on the way.
 */
export function watchHttp(
  found: (kind: string, value: string) => void,
): () => void {
  const tell = (some: Found[]) =>
    some.forEach(([kind, value]) => found(kind, value));

  const onRequest = (message: unknown) => {
    const { request, response } = message as {
      request: IncomingMessage;
      response: ServerResponse;
    };
    tell(secretsInHeaders(request.headers));
    tell(secretsInUrl(request.url ?? ''));
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const type = request.headers['content-type'] ?? '';
    const isTelling = TELLING_PATHS.test(pathname);
    if (isTelling || type.startsWith('application/x-www-form-urlencoded')) {
      hearRequest(request, body => tell(secretsInBody(body)));
    }
    if (isTelling) hearResponse(response, body => tell(secretsInBody(body)));
  };
  const onFinish = (message: unknown) => {
    const { response } = message as { response: ServerResponse };
    tell(secretsInUrl(String(response.getHeader('location') ?? '')));
    tell(secretsInCookies(response.getHeader('set-cookie')));
    const session = response.getHeader('mcp-session-id');
    if (typeof session === 'string') tell([['session id', session]]);
  };
  subscribe('http.server.request.start', onRequest);
  subscribe('http.server.response.finish', onFinish);
  return () => {
    unsubscribe('http.server.request.start', onRequest);
    unsubscribe('http.server.response.finish', onFinish);
  };
}

/** Node's parser hands the body over by `push`, whoever reads it then. */
function hearRequest(
  request: IncomingMessage,
  heard: (body: string) => void,
): void {
  const body = bounded();
  const push = request.push.bind(request);
  request.push = (chunk: unknown, ...rest: [encoding?: BufferEncoding]) => {
    if (chunk === null) heard(body.text());
    else body.add(chunk);
    return push(chunk, ...rest);
  };
}

function hearResponse(
  response: ServerResponse,
  heard: (body: string) => void,
): void {
  const body = bounded();
  const write = response.write.bind(response) as (...all: unknown[]) => boolean;
  const end = response.end.bind(response) as (
    ...all: unknown[]
  ) => ServerResponse;
  Object.assign(response, {
    write: (chunk: unknown, ...rest: unknown[]) => {
      body.add(chunk);
      return write(chunk, ...rest);
    },
    end: (chunk: unknown, ...rest: unknown[]) => {
      body.add(chunk);
      heard(body.text());
      return end(chunk, ...rest);
    },
  });
}

function bounded() {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add: (chunk: unknown) => {
      if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return;
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(Buffer.from(chunk));
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
