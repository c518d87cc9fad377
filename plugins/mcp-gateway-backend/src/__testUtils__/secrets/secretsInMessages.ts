import type { IncomingHttpHeaders } from 'node:http';

/** A kind of secret and its value. */
export type Found = [kind: string, value: string];

/** Fields of forms, addresses and answers that hold one. */
const FIELDS = [
  ...['access_token', 'refresh_token', 'id_token', 'token'],
  ...['code', 'code_verifier', 'device_code', 'ticket', 'done'],
  ...['client_secret', 'client_assertion', 'assertion'],
  ...['subject_token', 'actor_token', 'registration_access_token'],
  ...['key', 'password', 'secret'],
];

/** A question's id, which stands in the portal's address as well: the cookies that sign it (`….sig`) are what counts. */
const NAMES_ALONE = new Set([
  'sallyport_interaction',
  'sallyport_resume',
  // Names of scopes, in Backstage’s sign-in.
  'oidc-granted-scope',
]);

/** Credentials in the headers of a request. */
export function secretsInHeaders(headers: IncomingHttpHeaders): Found[] {
  const [, scheme = '', credential = ''] =
    /^(bearer|basic) +(\S.*)$/i.exec(headers.authorization ?? '') ?? [];
  const basic =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credential, 'base64').toString('utf8')
      : '';
  return [
    [`${scheme.toLowerCase()} credential`, credential],
    ['password', decode(basic.slice(basic.indexOf(':') + 1))],
    ['API key', String(headers['x-api-key'] ?? '')],
    ['session id', String(headers['mcp-session-id'] ?? '')],
    ...secretsInCookies(headers.cookie?.split(';')),
  ];
}

/** Values of cookies, as they are and as they are meant. */
export function secretsInCookies(
  cookies: string | number | string[] | undefined,
): Found[] {
  return [cookies ?? []].flat().flatMap((cookie): Found[] => {
    const [pair] = String(cookie).split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)];
    return at < 0 || NAMES_ALONE.has(name)
      ? []
      : [
          [`cookie ${name}`, value],
          [`cookie ${name}`, decode(value)],
        ];
  });
}

/** What an address carries in its query or fragment. */
export function secretsInUrl(address: string): Found[] {
  if (!URL.canParse(address, 'http://localhost')) return [];
  const { search, hash } = new URL(address, 'http://localhost');
  return [search, hash].flatMap(part => secretsInForm(part.slice(1)));
}

/** What a form or an answer in JSON carries. */
export function secretsInBody(body: string): Found[] {
  try {
    const json = JSON.parse(body) as Record<string, unknown> | null;
    return FIELDS.flatMap((field): Found[] => {
      const value = json?.[field];
      return typeof value === 'string' ? [[`${field}`, value]] : [];
    });
  } catch {
    return secretsInForm(body);
  }
}

function secretsInForm(text: string): Found[] {
  const form = new URLSearchParams(text);
  return FIELDS.flatMap(field =>
    form.getAll(field).map((value): Found => [field, value]),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
