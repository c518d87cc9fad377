import { z } from 'zod';
import { type RegistryHttp, RegistryUnreachable } from './RegistryHttp';

const MAX_TOKEN_BYTES = 64 * 1024;
const tokenSchema = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
});

/**
 * What to show a registry that asked who we are (`WWW-Authenticate`): our name and password, or a token that we get for them,
 * or for nothing, where it points to.
 *
 * @throws RegistryUnreachable where it asks for what we do not have, or points to a host that the configuration does not name.
 */
export async function answerChallenge(options: {
  challenge: string;
  username?: string;
  password?: string;
  url: URL;
  http: RegistryHttp;
  signal: AbortSignal;
}): Promise<string> {
  const { challenge, username, password, url, http, signal } = options;
  const basic =
    username !== undefined && password !== undefined
      ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      : undefined;
  if (/^basic\b/i.test(challenge) && basic) return basic;
  const parameters = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]{0,2000})"/g)].map(([, key, value]) => [
      key.toLowerCase(),
      value,
    ]),
  );
  if (!/^bearer\b/i.test(challenge) || !URL.canParse(parameters.realm)) {
    throw new RegistryUnreachable(`${url.host} does not let us in`);
  }
  const realm = new URL(parameters.realm);
  for (const key of ['service', 'scope']) {
    if (parameters[key]) realm.searchParams.set(key, parameters[key]);
  }
  const { status, body } = await http.get(realm, {
    headers: basic ? { authorization: basic } : {},
    maxBytes: MAX_TOKEN_BYTES,
    signal,
  });
  const answer = status === 200 ? readToken(body) : undefined;
  const token = answer?.token ?? answer?.access_token;
  if (!token) {
    throw new RegistryUnreachable(`${url.host} does not let us in`);
  }
  return `Bearer ${token}`;
}

function readToken(body: Buffer): z.infer<typeof tokenSchema> | undefined {
  try {
    return tokenSchema.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
