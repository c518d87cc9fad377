import { inflateSync } from 'node:zlib';

/** The words of a PDF that our reports write, without what is between them: lines that were broken are whole again. */
export function textOfPdf(bytes: Buffer): string {
  const raw = bytes.toString('latin1');
  const pages = [...raw.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(
    ([, content]) => unpacked(Buffer.from(content, 'latin1')),
  );
  const words = pages.flatMap(page =>
    [...page.matchAll(/<([0-9a-f]+)>|\(((?:[^()\\]|\\.)*)\)/gi)].map(
      ([, hex, plain]) =>
        hex === undefined ? plain : Buffer.from(hex, 'hex').toString('latin1'),
    ),
  );
  const joined = words.join('');
  return [raw, ...pages, joined, joined.replace(/\s/g, '')].join('\n');
}

function unpacked(content: Buffer): string {
  try {
    return inflateSync(content).toString('latin1');
  } catch {
    return content.toString('latin1');
  }
}
