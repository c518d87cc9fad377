import type { KoaContextWithOIDC } from 'oidc-provider';
import { type RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { PATHS } from './paths';
import type { StateStore } from './StateStore';

/** Clients that registered themselves and that somebody might still use. */
const MAX_REGISTERED = 10_000;

/** What strangers may do here, each of which is a row in the database. Counted by address, on this replica. */
export function limitRequests(options: {
  limiter: RateLimiterMemory;
  state: StateStore;
}) {
  const { limiter, state } = options;
  return async (
    ctx: KoaContextWithOIDC,
    next: () => Promise<void>,
  ): Promise<void> => {
    const waitMs = await takeOne(
      limiter,
      ctx.req.socket.remoteAddress ?? 'unknown',
    );
    if (waitMs > 0) {
      ctx.set('Retry-After', String(Math.ceil(waitMs / 1000)));
      tooMany(ctx, 'too many requests');
      return;
    }
    const isRegistration =
      ctx.path === PATHS.registration && ctx.method === 'POST';
    if (isRegistration && (await state.count('Client')) >= MAX_REGISTERED) {
      tooMany(ctx, 'too many clients are registered');
      return;
    }
    await next();
  };
}

/** Milliseconds to wait, 0 for none. */
async function takeOne(
  limiter: RateLimiterMemory,
  address: string,
): Promise<number> {
  try {
    await limiter.consume(address);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
    throw error;
  }
}

function tooMany(ctx: KoaContextWithOIDC, description: string): void {
  ctx.status = 429;
  ctx.body = {
    error: 'temporarily_unavailable',
    error_description: description,
  };
}
