import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { parse as parseCookies } from 'cookie';
import { type CookieOptions, Router } from 'express';
import type { FreshSignIns } from './FreshSignIns';
import { attemptSchema } from './IdentityProvider';
import { PROOF_COOKIE } from './PROOF_COOKIE';
import type { FreshSignInSettings } from './readFreshSignInSettings';

const ATTEMPT_COOKIE = 'sallyport-sign-in';
const ATTEMPT_MS = 10 * 60_000;
const PATH = '/api/mcp-registry';

/** `/fresh-sign-in`: where browsers, not programs, go to the identity provider and come back. Nobody needs a token here. */
export function createFreshSignInRouter(options: {
  signIns: FreshSignIns;
  settings: Pick<FreshSignInSettings, 'callbackUrl' | 'portalUrl'>;
  logger: LoggerService;
}): Router {
  const { signIns, settings, logger } = options;
  const cookie: CookieOptions = {
    httpOnly: true,
    secure: settings.callbackUrl.startsWith('https:'),
  };
  const attemptCookie: CookieOptions = {
    ...cookie,
    path: `${PATH}/fresh-sign-in`,
    // The way back from the provider is a navigation from another site.
    sameSite: 'lax',
  };
  const router = Router();
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  router.get('/start', async (req, res, next) => {
    try {
      const { url, attempt } = await signIns.begin(
        readReturnTo(req.query.returnTo, settings.portalUrl),
      );
      const value = Buffer.from(JSON.stringify(attempt)).toString('base64url');
      res.cookie(ATTEMPT_COOKIE, value, {
        ...attemptCookie,
        maxAge: ATTEMPT_MS,
      });
      res.redirect(303, url.href);
    } catch (error) {
      next(error);
    }
  });

  router.get('/callback', async (req, res) => {
    const { originalUrl } = req;
    // Whatever logs the request when it is answered has no code of a sign-in then.
    [req.originalUrl] = originalUrl.split('?');
    const held = parseCookies(req.headers.cookie ?? '')[ATTEMPT_COOKIE];
    res.clearCookie(ATTEMPT_COOKIE, attemptCookie);
    try {
      const attempt = attemptSchema.parse(
        JSON.parse(Buffer.from(held ?? '', 'base64url').toString()),
      );
      const query = new URL(originalUrl, settings.callbackUrl).searchParams;
      const { proof, expiresAt } = await signIns.finish(query, attempt);
      res.cookie(PROOF_COOKIE, proof, {
        ...cookie,
        path: PATH,
        sameSite: 'strict',
        expires: expiresAt,
      });
      const returnTo = readReturnTo(attempt.returnTo, settings.portalUrl);
      res.redirect(303, new URL(returnTo, settings.portalUrl).href);
    } catch (error) {
      logger.warn(`A fresh sign-in did not succeed: ${stringifyError(error)}`);
      res
        .status(400)
        .type('text/plain')
        .send('The sign-in did not succeed. Start again from the portal.');
    }
  });
  return router;
}

/** A page of the portal, never another site. */
function readReturnTo(value: unknown, portalUrl: string): string {
  const portal = new URL(portalUrl);
  if (typeof value === 'string' && URL.canParse(value, portal.href)) {
    const url = new URL(value, portal);
    if (url.origin === portal.origin && value.length <= 500) {
      return `${url.pathname}${url.search}`;
    }
  }
  return '/';
}
