import type { ErrorRequestHandler } from 'express';
import { OrdersError } from './OrdersError.ts';

/** Turns what was thrown into an answer; what is inside stays inside. */
export const answerApiError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  if (error instanceof OrdersError) {
    const { code, message, status } = error;
    res.status(status).json({ error: { code, message } });
    return;
  }
  // The body parser's own errors carry a status; anything else is ours and its text stays inside.
  const status = typeof error?.status === 'number' ? error.status : 500;
  if (status >= 500) {
    console.error(error);
  }
  res.status(status).json({
    error: {
      code: status >= 500 ? 'failed' : 'invalid',
      message:
        status >= 500
          ? 'The orders API failed; nothing was changed'
          : 'The request body cannot be read as JSON',
    },
  });
};
