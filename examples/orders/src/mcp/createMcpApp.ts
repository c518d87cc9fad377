import { localhostHostValidation } from '@modelcontextprotocol/sdk/server/middleware/hostHeaderValidation.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import express, {
  type Express,
  type RequestHandler,
  type Response,
} from 'express';
import { onlyFromThisMachine } from '../http/onlyFromThisMachine.ts';
import { onlyOwnOrigin } from '../http/onlyOwnOrigin.ts';
import { answerMcpError } from './answerMcpError.ts';
import type { McpSessions } from './McpSessions.ts';
import { refuse } from './refuse.ts';

/** The MCP endpoint (Streamable HTTP with sessions) at `/mcp`. */
export function createMcpApp(options: { sessions: McpSessions }): Express {
  const { sessions } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromThisMachine, localhostHostValidation(), onlyOwnOrigin);

  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.post(
    '/mcp',
    express.json({ limit: '1mb' }),
    guarded(async (req, res) => {
      const sessionId = req.header('mcp-session-id');
      if (!sessionId && !isInitializeRequest(req.body)) {
        refuse(res, 400, -32000, 'Send initialize first: there is no session');
        return;
      }
      const transport = sessionId
        ? sessions.find(sessionId)
        : await sessions.open();
      if (!transport && !sessionId) {
        refuse(res, 503, -32000, 'Too many sessions are open; try again later');
        return;
      }
      if (!transport) {
        refuse(res, 404, -32001, 'Session not found');
        return;
      }
      await transport.handleRequest(req, res, req.body);
    }),
  );
  const existingSession = guarded(async (req, res) => {
    const transport = sessions.find(req.header('mcp-session-id') ?? '');
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

/** Express 4 does not see a rejected promise by itself. */
function guarded(
  handle: (req: Parameters<RequestHandler>[0], res: Response) => Promise<void>,
): RequestHandler {
  return (req, res, next) => {
    handle(req, res).catch(next);
  };
}
