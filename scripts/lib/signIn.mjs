// Signs an example person in by walking the real way: portal → identity provider → login page → portal.
import { CookieJar } from './CookieJar.mjs';
import { PlainError } from './PlainError.mjs';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const MAX_STEPS = 10;
const EXAMPLE = {
  portalUrl: 'http://localhost:7007',
  identityUrl: 'http://localhost:7009',
};

/** Fetches like a browser that does not follow redirects by itself. */
const createBrowser = () => {
  const jar = new CookieJar();
  return async (url, init = {}) => {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: jar.header(url) },
      signal: AbortSignal.timeout(15_000),
    });
    jar.take(url, response);
    return response;
  };
};

const locationOf = (response, url) => {
  const location = response.headers.get('location');
  return location ? new URL(location, url) : undefined;
};

/**
 * @param {string} person such as `alice`
 * @param {{portalUrl: string, identityUrl: string}} [urls]
 * @returns {Promise<{token: string, userEntityRef: string, expiresInSeconds?: number}>} the portal's token for that person
 */
export async function signIn(person, { portalUrl, identityUrl } = EXAMPLE) {
  const identity = new URL(identityUrl);
  if (!LOOPBACK.has(identity.hostname)) {
    throw new PlainError(
      `${identityUrl} is not the demo identity provider: example people exist only there.`,
    );
  }
  const browse = createBrowser();
  const start = new URL('/api/auth/oidc/start', portalUrl);
  start.search = new URLSearchParams({
    env: 'development',
    scope: 'openid profile email',
    origin: portalUrl,
    flow: 'redirect',
    redirectUrl: `${portalUrl}/`,
  });

  let url = start;
  let response = await browse(url);
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const next = locationOf(response, url);
    if (!next) {
      throw new PlainError(
        `Signing in as ${person} stopped at ${url.origin}${url.pathname} (HTTP ${response.status}).`,
      );
    }
    // Nobody but the demo provider and the portal gets to see this sign-in.
    if (next.origin !== identity.origin && next.origin !== start.origin) {
      throw new PlainError(
        `The portal signs people in at ${next.origin}, not at the demo identity provider ${identity.origin}. Example people exist only there.`,
      );
    }
    if (next.origin === start.origin && next.pathname === '/') {
      const error = next.searchParams.get('error');
      if (error) throw new PlainError(`Signing in as ${person}: ${error}`);
      return identityOf(browse, portalUrl, person);
    }
    const isLogin =
      next.origin === identity.origin && next.pathname.startsWith('/login/');
    url = next;
    response = await browse(url);
    if (isLogin && response.status === 200) {
      response = await browse(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ person }).toString(),
      });
      if (response.status === 400) {
        throw new PlainError(
          `There is no example person "${person}". There are alice, bob, carol, dave and erin.`,
        );
      }
    }
  }
  throw new PlainError(`Signing in as ${person} went round in circles.`);
}

async function identityOf(browse, portalUrl, person) {
  const url = `${portalUrl}/api/auth/oidc/refresh?env=development`;
  const response = await browse(url, {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const body = await response.json();
  if (!response.ok || !body.backstageIdentity) {
    throw new PlainError(
      `Signing in as ${person}: ${
        body.error?.message ?? `HTTP ${response.status}`
      }`,
    );
  }
  const { token, identity, expiresInSeconds } = body.backstageIdentity;
  return { token, userEntityRef: identity.userEntityRef, expiresInSeconds };
}
