/** What a secret looks like, whoever made it. */
const SHAPES: readonly [string, RegExp][] = [
  ['a personal access token', /sallyport_pat_[0-9A-Za-z]{20,}/],
  ['a refresh token', /sallyport_rt_[0-9A-Za-z]{20,}/],
  ['a signed token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a private key as JWK', /\\*"d\\*": ?\\*"[\w-]{40,}/],
];

/**
 * Where something secret stands: the given values, as they are and encoded, and whatever has the shape of a secret.
 * Names what and where, never the value.
 */
export function findSecrets(options: {
  secrets: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, string>;
}): string[] {
  const found: string[] = [];
  for (const [place, text] of options.places) {
    for (const [name, value] of options.secrets) {
      if (formsOf(value).some(form => text.includes(form))) {
        found.push(`${name} in ${place}`);
      }
    }
    for (const [name, shape] of SHAPES) {
      if (shape.test(text)) found.push(`${name} in ${place}`);
    }
  }
  return found;
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}
