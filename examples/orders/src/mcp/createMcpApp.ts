import { localhostHostValidation } from '@modelcontextprotocol/sdk/server/middleware/hostHeaderValidation.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import express, {
  type Express,
  type RequestHandler,
  type Response,
} from 'express';
import { onlyFromThisMachine } from '../http/onlyFromThisMachine.ts';
import { onlyOwnOrigin } from '../http/onlyOwnOrigin.ts';
import type { AssertionVerifier } from '../identity/AssertionVerifier.ts';
import { callerOf, requireCaller } from '../identity/requireCaller.ts';
import { answerMcpError } from './answerMcpError.ts';
import { toAuthInfo } from './asPerson.ts';
import type { McpSessions } from './McpSessions.ts';
import { refuse } from './refuse.ts';

/**
 * The MCP endpoint (Streamable HTTP with sessions) at `/mcp`. The gateway alone gets in: each request carries its signed word about
 * the person whom it is for, or about a probe, which sees the tools and can call none.
 */
export function createMcpApp(options: {
  sessions: McpSessions;
  verifier: Pick<AssertionVerifier, 'verify'>;
}): Express {
  const { sessions, verifier } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromThisMachine, localhostHostValidation(), onlyOwnOrigin);

  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.use(
    '/mcp',
    requireCaller({
      verifier,
      refuse: (res, { status, message }) =>
        refuse(res, status, -32000, message),
    }),
  );
  app.post(
    '/mcp',
    express.json({ limit: '1mb' }),
    guarded(async (req, res) => {
      const sessionId = req.header('mcp-session-id');
      if (!sessionId && !isInitializeRequest(req.body)) {
        refuse(res, 400, -32000, 'Send initialize first: there is no session');
        return;
      }
      const owner = ownerOf(res);
      const transport = sessionId
        ? sessions.find(sessionId, owner)
        : await sessions.open(owner);
      if (!transport && !sessionId) {
        refuse(res, 503, -32000, 'Too many sessions are open; try again later');
        return;
      }
      if (!transport) {
        refuse(res, 404, -32001, 'Session not found');
        return;
      }
      const auth = toAuthInfo(callerOf(res));
      await transport.handleRequest(
        Object.assign(req, { auth }),
        res,
        req.body,
      );
    }),
  );
  const existingSession = guarded(async (req, res) => {
    const transport = sessions.find(
      req.header('mcp-session-id') ?? '',
      ownerOf(res),
    );
    if (!transport) {
      refuse(res, 404, -32001, 'Session not found');
      return;
    }
    await transport.handleRequest(req, res);
  });
  app.get('/mcp', existingSession);
  app.delete('/mcp', existingSession);
  app.use(answerMcpError);
  return app;
}

/** The person, and who acts for them: an agent does not go on where its person was, nor the other way round. */
function ownerOf(res: Response): string {
  const caller = callerOf(res);
  return JSON.stringify(
    caller.kind === 'person'
      ? [caller.person.ref, caller.person.actor]
      : [caller.kind],
  );
}

/** Express 4 does not see a rejected promise by itself. */
function guarded(
  handle: (req: Parameters<RequestHandler>[0], res: Response) => Promise<void>,
): RequestHandler {
  return (req, res, next) => {
    handle(req, res).catch(next);
  };
}
