// `npm run --silent demo:token -- alice [server]`: a gateway token on standard output, nothing else.
import { recallInstance, runningInstance } from '../lib/instance.mjs';
import { defaultStateDir } from '../lib/paths.mjs';
import { PlainError } from '../lib/PlainError.mjs';
import { portalApi } from '../lib/portalApi.mjs';
import { signIn } from '../lib/signIn.mjs';

const NOT_RUNNING =
  'The portal is not running. Start it with "npm start" and try again.';

/** `orders`, `default/orders` and `api:default/orders` all mean the same. */
const serverRefOf = server => {
  const name = server.replace(/^api:/i, '');
  return `api:${name.includes('/') ? name : `default/${name}`}`;
};

export async function demoToken([person, server = 'everything', ...rest]) {
  if (!person || rest.length > 0 || /^-/.test(person)) {
    throw new PlainError(
      'Usage: npm run --silent demo:token -- <person> [server]\nFor example: npm run --silent demo:token -- alice everything',
    );
  }
  if (runningInstance(defaultStateDir) === undefined)
    throw new PlainError(NOT_RUNNING);
  const { urls } = recallInstance(defaultStateDir);
  let token;
  try {
    ({ token } = await signIn(person.toLowerCase(), {
      portalUrl: urls.portal,
      identityUrl: urls.identity,
    }));
  } catch (error) {
    if (error?.cause?.code === 'ECONNREFUSED')
      throw new PlainError(NOT_RUNNING);
    throw error;
  }
  const api = portalApi({ portalUrl: urls.portal, token });
  const created = await api('POST', '/mcp-gateway/tokens', {
    serverRef: serverRefOf(server),
    client: 'demo:token',
  });
  process.stdout.write(`${created.token}\n`);
  return 0;
}
