/** Shorter ones would blot out ordinary text. */
const MIN_LENGTH = 8;
const MASK = 0x2a;

/** The same text or bytes, each occurrence of a secret as so many asterisks: no length that was announced becomes wrong. */
export function maskSecrets<T extends string | Buffer>(
  content: T,
  secrets: readonly string[],
): T {
  return (
    typeof content === 'string'
      ? inText(content, secrets)
      : inBytes(content, secrets)
  ) as T;
}

function inText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= MIN_LENGTH)
    .reduce(
      (rest, secret) => rest.replaceAll(secret, '*'.repeat(secret.length)),
      text,
    );
}

function inBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  let masked = bytes;
  for (const secret of secrets) {
    const length = Buffer.byteLength(secret);
    if (length < MIN_LENGTH) continue;
    for (
      let at = masked.indexOf(secret);
      at !== -1;
      at = masked.indexOf(secret, at + length)
    ) {
      // What came from the network may be shared with others who read it.
      if (masked === bytes) masked = Buffer.from(bytes);
      masked.fill(MASK, at, at + length);
    }
  }
  return masked;
}
