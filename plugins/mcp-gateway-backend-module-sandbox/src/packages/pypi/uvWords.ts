const MOST = 600;

/** What uv says without its ornaments, in one line, and without the index's name and password. Pure. */
export function uvWords(text: string, index: URL): string {
  const secrets = [index.password, index.username]
    .flatMap(secret => [secret, decodeURIComponent(secret)])
    .filter(secret => secret !== '');
  const plain = text
    .replace(/[×╰─▶├│]/g, ' ')
    .replace(/^\s*(?:error|hint):\s*/gim, '')
    .replace(/\s+/g, ' ')
    .trim();
  return secrets
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), plain)
    .slice(0, MOST)
    .replace(/[.\s]+$/, '');
}
