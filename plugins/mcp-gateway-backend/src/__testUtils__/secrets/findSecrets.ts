import { SecretIndex } from './SecretIndex';

/** What a secret looks like, whoever made it. */
const SHAPES: readonly [string, RegExp][] = [
  ['a personal access token', /sallyport_pat_[0-9A-Za-z]{20,}/],
  ['a refresh token', /sallyport_rt_[0-9A-Za-z]{20,}/],
  ['a signed token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a private key as JWK', /\\*"d\\*": ?\\*"[\w-]{40,}/],
  [
    'a header with a credential',
    /authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic) [\w.~+/-]{16,}/i,
  ],
];

/**
 * Where something secret stands: the given values, as they are and encoded, and whatever has the shape of a secret.
 * Names what and where, never the value.
 */
export function findSecrets(options: {
  secrets: ReadonlyMap<string, string>;
  places: ReadonlyMap<string, string>;
}): string[] {
  const index = SecretIndex.create(options.secrets);
  const found: string[] = [];
  for (const [place, text] of options.places) {
    const known = index.find(text);
    const shapes = SHAPES.filter(([, shape]) => shape.test(text));
    const names = [
      ...[...options.secrets.keys()].filter(name => known.has(name)),
      ...shapes.map(([name]) => name),
    ];
    found.push(...names.map(name => `${name} in ${place}`));
  }
  return found;
}
