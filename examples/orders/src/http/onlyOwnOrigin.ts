import type { RequestHandler } from 'express';

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The other half of the protection against DNS rebinding: a page of another site sends its origin, whatever address its name
 * resolves to. MCP clients and the gateway send none.
 */
export const onlyOwnOrigin: RequestHandler = (req, res, next) => {
  const { origin } = req.headers;
  if (origin === undefined || LOCAL_NAMES.has(hostOf(origin))) {
    next();
    return;
  }
  res.status(403).json({
    jsonrpc: '2.0',
    id: null,
    error: { code: -32000, message: 'Requests from web pages are refused' },
  });
};

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : '';
}
