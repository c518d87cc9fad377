import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  type AuditLine,
  type AuditReport,
  readAuditLines,
  type Sha256,
  verifyAudit,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CommandError } from '../CommandError';
import { AuditArchive } from './AuditArchive';
import type { BodyCheck } from './BodyCheck';
import { listFiles } from './listFiles';
import { parseKeys, readKeys } from './readKeys';
import { checkSigned, readSignedFiles } from './readSignedFiles';

const sha256: Sha256 = text =>
  createHash('sha256').update(text, 'utf8').digest('hex');

/** What is to be verified, and by what. */
export interface VerifyRequest {
  paths: readonly string[];
  /** Files and folders of checkpoints and sealed gaps. */
  checkpoints?: readonly string[];
  /** The file of the keys that are trusted. */
  keys?: string;
  maxAge?: number;
  part?: boolean;
  bodies: BodyCheck;
}

/** What a verification found, and whether it had to take the keys that came with the export. */
export type VerifiedExport = AuditReport & { hasOwnKeys: boolean };

/** Verifies files of the log, or one archive as the gateway exports it. Asks nobody. */
export async function verifyExport(
  request: VerifyRequest,
): Promise<VerifiedExport> {
  const { paths, checkpoints, keys } = request;
  const isArchive = paths.some(path => path.endsWith('.tar'));
  if (isArchive && paths.length > 1) {
    throw new CommandError('Give an archive alone: it is whole by itself.');
  }
  if (isArchive ? checkpoints && !keys : Boolean(checkpoints) !== !!keys) {
    throw new CommandError(
      'Checkpoints need the keys that are trusted, and the other way round: give --checkpoints and --keys.',
    );
  }
  return isArchive ? await verifyArchive(request) : await verifyFiles(request);
}

async function verifyFiles(request: VerifyRequest): Promise<VerifiedExport> {
  const { paths, checkpoints, keys, maxAge, part, bodies } = request;
  const files = await listFiles(paths, '.ndjson');
  const signed =
    checkpoints !== undefined &&
    keys !== undefined &&
    (await checkSigned(
      await readSignedFiles(await listFiles(checkpoints, '.jws')),
      { keys: await readKeys(keys), sha256 },
    ));
  const report = await verifyAudit(bodies.watch(readLines(files)), {
    ...{ sha256, maxAgeMs: maxAge, isPart: part },
    ...(signed && { signed }),
  });
  return { ...report, hasOwnKeys: false };
}

async function verifyArchive(request: VerifyRequest): Promise<VerifiedExport> {
  const { paths, checkpoints, keys, maxAge, bodies } = request;
  const [path] = await listFiles(paths, '.tar');
  // Also where nothing is signed: whoever names keys wants to know that they are none.
  const trusted = keys === undefined ? undefined : await readKeys(keys);
  const archive = await AuditArchive.open(path);
  const { begin, end, writer } = archive.extent;
  const texts = [
    ...archive.signed,
    ...(checkpoints
      ? await readSignedFiles(await listFiles(checkpoints, '.jws'))
      : []),
  ];
  const report = await verifyAudit(bodies.watch(archive.lines()), {
    ...{ sha256, maxAgeMs: maxAge, writer },
    ...{ begin: begin?.checkpoint, end: end?.checkpoint },
    ...(texts.length > 0 && {
      signed: await checkSigned(texts, {
        keys: trusted ?? parseKeys(archive.keys, 'keys.json in the archive'),
        sha256,
      }),
    }),
  });
  return { ...report, hasOwnKeys: keys === undefined && texts.length > 0 };
}

async function* readLines(files: readonly string[]): AsyncGenerator<AuditLine> {
  for (const file of files) {
    yield* readAuditLines(createReadStream(file), basename(file));
  }
}
