import express, {
  type Express,
  type Request,
  type RequestHandler,
} from 'express';
import type { z } from 'zod';
import { onlyFromThisMachine } from '../http/onlyFromThisMachine.ts';
import type { AssertionVerifier } from '../identity/AssertionVerifier.ts';
import type { Person } from '../identity/Caller.ts';
import { callerOf, requireCaller } from '../identity/requireCaller.ts';
import { traceRequests } from '../telemetry/traceRequests.ts';
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

/** The REST API of the orders system. It asks who is there itself, and believes the gateway alone: no program's account sees everything. */
export function createOrdersApi(options: {
  store: OrdersStore;
  verifier: Pick<AssertionVerifier, 'verify'>;
}): Express {
  const { store, verifier } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyFromThisMachine);

  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.use(
    traceRequests,
    requireCaller({
      verifier,
      refuse: (res, { code, message, status }) => {
        res.status(status).json({ error: { code, message } });
      },
    }),
    express.json({ limit: '20kb' }),
  );
  app.get(
    '/orders',
    answer((person, req) =>
      store.search(person, read(searchSchema, req.query)),
    ),
  );
  app.get(
    '/orders/:id',
    answer((person, req) =>
      store.get(person, read(orderIdSchema, req.params.id)),
    ),
  );
  app.post(
    '/orders/:id/notes',
    answer((person, req) => {
      const id = read(orderIdSchema, req.params.id);
      return store.addNote(person, id, read(noteSchema, req.body).text);
    }),
  );
  app.post(
    '/orders/:id/refunds',
    answer((person, req) => {
      const id = read(orderIdSchema, req.params.id);
      return store.refund(person, id, read(refundSchema, req.body));
    }),
  );
  app.get(
    '/sales',
    answer((person, req) =>
      store.sales(person, read(salesRequestSchema, req.query)),
    ),
  );
  app.use((req, _res, next) =>
    next(new OrdersError('not-found', `There is nothing at ${req.path}`)),
  );
  app.use(answerApiError);
  return app;
}

/** The store is synchronous: what it throws goes straight to the error handler. */
function answer(
  handle: (person: Person, req: Request) => object,
): RequestHandler {
  return (req, res) => {
    const caller = callerOf(res);
    if (caller.kind !== 'person') {
      throw new OrdersError('forbidden', 'Orders are shown to people');
    }
    res.json(handle(caller.person, req));
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
