import type { RequestHandler, Response } from 'express';
import type { AssertionVerifier } from './AssertionVerifier.ts';
import type { Caller } from './Caller.ts';
import { IdentityError } from './IdentityError.ts';

/** Lets in only whom the gateway vouches for: what comes after can ask {@link callerOf}. */
export function requireCaller(options: {
  verifier: Pick<AssertionVerifier, 'verify'>;
  /** Says no in the words of the API that is asked. */
  refuse: (res: Response, error: IdentityError) => void;
}): RequestHandler {
  const { verifier, refuse } = options;
  return (req, res, next) => {
    verifier.verify(req.headers.authorization).then(
      caller => {
        res.locals.caller = caller;
        next();
      },
      error => {
        if (!(error instanceof IdentityError)) {
          next(error);
          return;
        }
        if (error.code === 'unavailable') {
          console.error(error);
          res.set('Retry-After', '5');
        } else {
          if (error.cause instanceof Error) {
            // For whoever runs this: which check it was. No caller is told.
            console.warn(
              `orders: refused an assertion: ${error.cause.message}`,
            );
          }
          res.set('WWW-Authenticate', error.challenge);
        }
        refuse(res, error);
      },
    );
  };
}

/** For whom the request is that {@link requireCaller} let in. */
export function callerOf(res: Response): Caller {
  const { caller } = res.locals as { caller?: Caller };
  if (!caller) {
    throw new Error('It was not found out for whom this request is');
  }
  return caller;
}
