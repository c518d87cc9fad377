import {
  ARCHIVE_FOLDERS,
  type AuditExtent,
  auditExtentSchema,
  type AuditReport,
  EXTENT_FILE,
  KEYS_FILE,
  readAuditLines,
  readSigned,
  readTar,
  verifyAudit,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { sha256 } from '../../spool/SpoolWriter';

/** Verifies an archive as somebody does who has nothing else, from all of its bytes. */
export async function verifyArchive(
  archive: Buffer,
): Promise<AuditReport & { extent: object; claims: AuditExtent }> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, bytes } of readTar(inPieces(archive))) {
    files.set(name, bytes);
  }
  const textOf = (name: string) => Buffer.from(files.get(name)!).toString();
  const claims = auditExtentSchema.parse(JSON.parse(textOf(EXTENT_FILE)));
  const keys = JSON.parse(textOf(KEYS_FILE));
  const names = (folder: string) =>
    [...files.keys()].filter(name => name.startsWith(folder));
  const signed = await Promise.all(
    names(ARCHIVE_FOLDERS.checkpoints).flatMap(source =>
      textOf(source)
        .split('\n')
        .filter(Boolean)
        .map(async text => ({
          ...(await readSigned(text, { keys, sha256 })),
          source,
        })),
    ),
  );
  async function* lines() {
    for (const name of names(ARCHIVE_FOLDERS.events)) {
      yield* readAuditLines(inPieces(files.get(name)!), name);
    }
  }
  const report = await verifyAudit(lines(), {
    ...{ signed, sha256, writer: claims.writer },
    ...{ begin: claims.begin?.checkpoint, end: claims.end?.checkpoint },
  });
  return { ...report, claims };
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) {
    yield bytes.subarray(at, at + 1000);
  }
}
