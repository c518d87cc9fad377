import express, { type Express, type RequestHandler } from 'express';
import type { z } from 'zod';
import { onlyFromThisMachine } from '../http/onlyFromThisMachine.ts';
import { answerApiError } from './answerApiError.ts';
import { OrdersError } from './OrdersError.ts';
import type { OrdersStore } from './OrdersStore.ts';
import {
  noteSchema,
  orderIdSchema,
  refundSchema,
  salesRequestSchema,
  searchSchema,
} from './requests.ts';

/** The REST API of the orders system. */
export function createOrdersApi(options: { store: OrdersStore }): Express {
  const { store } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromThisMachine);
  app.use(express.json({ limit: '20kb' }));

  app.get(
    '/healthz',
    answer(() => ({ status: 'ok' })),
  );
  app.get(
    '/orders',
    answer(req => store.search(read(searchSchema, req.query))),
  );
  app.get(
    '/orders/:id',
    answer(req => store.get(read(orderIdSchema, req.params.id))),
  );
  app.post(
    '/orders/:id/notes',
    answer(req => {
      const id = read(orderIdSchema, req.params.id);
      return store.addNote(id, read(noteSchema, req.body).text);
    }),
  );
  app.post(
    '/orders/:id/refunds',
    answer(req => {
      const id = read(orderIdSchema, req.params.id);
      return store.refund(id, read(refundSchema, req.body));
    }),
  );
  app.get(
    '/sales',
    answer(req => store.sales(read(salesRequestSchema, req.query))),
  );
  app.use((req, _res, next) =>
    next(new OrdersError('not-found', `There is nothing at ${req.path}`)),
  );
  app.use(answerApiError);
  return app;
}

/** The store is synchronous: what it throws goes straight to the error handler. */
function answer(
  handle: (req: Parameters<RequestHandler>[0]) => object,
): RequestHandler {
  return (req, res) => {
    res.json(handle(req));
  };
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  throw new OrdersError(
    'invalid',
    parsed.error.issues
      .slice(0, 5)
      .map(issue =>
        issue.path.length
          ? `${issue.path.join('.')}: ${issue.message}`
          : issue.message,
      )
      .join('; '),
  );
}
