const MIN_LENGTH = 24;
const WORDS = 'example|secret|change|password|default|insecure|test|demo';

/** Whether a secret is too short, a word that examples use, or hardly any different characters. */
export function isWeakSecret(secret: string): boolean {
  return (
    secret.length < MIN_LENGTH ||
    new Set(secret).size < 8 ||
    // A random one of base64 could contain such a word by chance; with a separator around it, it was written by hand.
    new RegExp(`(?:^|[-_. ])(?:${WORDS})`, 'i').test(secret)
  );
}
