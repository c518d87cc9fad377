import { openPromise } from 'yauzl';
import {
  type SourceBounds,
  type SourceDocument,
  SourceUnreadable,
} from './DataSource';

/** The documents of an archive, within bounds whatever it says of itself. One that is damaged is not read in part. */
export async function* readZip(
  file: string,
  options: { name: string; bounds: SourceBounds },
): AsyncGenerator<SourceDocument> {
  const { name, bounds } = options;
  const zip = await openPromise(file, { autoClose: false }).catch(error => {
    throw broken(name, error);
  });
  try {
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > bounds.maxDocuments) {
        throw new SourceUnreadable(`${name} has too many files in it`);
      }
      if (!entry.fileName.endsWith('.json')) continue;
      if (entry.uncompressedSize > bounds.maxDocumentBytes) {
        throw new SourceUnreadable(
          `${name} has a file in it that is too large`,
        );
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      const stream = await zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        bytes += (chunk as Buffer).byteLength;
        // It may unpack to more than it says.
        if (bytes > bounds.maxDocumentBytes) {
          stream.destroy();
          throw new SourceUnreadable(
            `${name} has a file in it that is too large`,
          );
        }
        chunks.push(chunk as Buffer);
      }
      yield {
        name: `${name}/${entry.fileName}`.slice(0, 300),
        text: Buffer.concat(chunks).toString('utf8'),
      };
    }
  } catch (error) {
    throw error instanceof SourceUnreadable ? error : broken(name, error);
  } finally {
    zip.close();
  }
}

function broken(name: string, error: unknown): SourceUnreadable {
  const why = error instanceof Error ? error.message : String(error);
  return new SourceUnreadable(
    `${name} is no archive that can be read: ${why.slice(0, 200)}`,
  );
}
