import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { SpoolReader } from '../SpoolReader';
import { SpoolWriter, type SpoolWriterOptions } from '../SpoolWriter';

/** A spool in a directory of its own. */
export async function openSpool(
  options: Partial<SpoolWriterOptions> & Pick<SpoolWriterOptions, 'disk'>,
) {
  const directory = await mkdtemp(join(tmpdir(), 'spool-'));
  const writer = await SpoolWriter.open({
    writer: 'writer-1',
    directory,
    fileBytes: 1024 * 1024,
    stallMs: 60_000,
    ...options,
  });
  return {
    directory,
    writer,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Every event of a spool, verified. */
export async function readSpool(directory: string, writer = 'writer-1') {
  const reader = new SpoolReader({ directory, writer });
  const events: { seq: number; event: unknown }[] = [];
  for (;;) {
    const lines = await reader.next();
    if (lines.length === 0) break;
    for (const { seq, event } of lines) {
      events.push({ seq, event: JSON.parse(event) });
    }
  }
  return { events, rest: reader.rest, reader };
}
