import type { ErrorRequestHandler } from 'express';
import { refuse } from './refuse.ts';

/** Turns what was thrown into a JSON-RPC error; what is inside stays inside. */
export const answerMcpError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = typeof error?.status === 'number' ? error.status : 500;
  if (status >= 500) {
    console.error(error);
    refuse(res, status, -32603, 'The orders server failed');
    return;
  }
  refuse(res, status, -32700, 'The request cannot be read as JSON');
};
