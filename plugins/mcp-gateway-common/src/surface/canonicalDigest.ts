import { InputError } from '@backstage/errors';
import canonicalize from 'canonicalize';

/**
 * `sha256:` over the canonical JSON (RFC 8785) of a value. The same in the browser and in Node.
 *
 * @throws InputError where the value has no canonical form: text with lone surrogates, numbers that JSON lacks.
 */
export async function canonicalDigest(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalText(value));
  const hash = await globalThis.crypto.subtle.digest('SHA-256', bytes);
  const hex = Array.from(new Uint8Array(hash), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return `sha256:${hex}`;
}

function canonicalText(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw new InputError(
      `This cannot be hashed, since it holds text or numbers that JSON cannot express (${
        error instanceof Error ? error.message : String(error)
      }). Remove broken characters from names and descriptions.`,
    );
  }
  if (text === undefined) {
    throw new InputError('This cannot be hashed: there is nothing to hash.');
  }
  return text;
}
