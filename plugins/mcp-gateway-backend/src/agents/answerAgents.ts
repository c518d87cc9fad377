import { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { PATHS } from '../authorization-server/paths';
import type { AgentGrants } from './AgentGrants';
import { AgentRefusal } from './AgentRefusal';

const MAX_BYTES = 56 * 1024;

/** Answers agents at the token endpoint; what is not theirs goes on to the library, as if nobody had read it. */
export function answerAgents(grants: AgentGrants) {
  return async (
    ctx: KoaContextWithOIDC,
    next: () => Promise<void>,
  ): Promise<void> => {
    const isToken = ctx.path === PATHS.token && ctx.method === 'POST';
    if (!isToken || !ctx.is('application/x-www-form-urlencoded')) {
      await next();
      return;
    }
    const body = await read(ctx.req);
    if (!body) {
      ctx.status = 413;
      ctx.set('Connection', 'close');
      ctx.body = { error: 'invalid_request' };
      return;
    }
    const form = new URLSearchParams(body.toString('utf8'));
    if (!grants.takes(form)) {
      ctx.req = replay(ctx.req, body);
      await next();
      return;
    }
    try {
      ctx.body = await grants.answer(form);
    } catch (error) {
      if (!(error instanceof AgentRefusal)) throw error;
      ctx.status = error.status;
      ctx.body = { error: error.code, error_description: error.message };
    }
  };
}

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too much is answered: the connection ends after that.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const again = new IncomingMessage(request.socket);
  again.method = request.method;
  again.url = request.url;
  again.headers = request.headers;
  again.httpVersion = request.httpVersion;
  // Else its end would be taken for a connection that broke.
  again.complete = true;
  again.push(body);
  again.push(null);
  return again;
}
