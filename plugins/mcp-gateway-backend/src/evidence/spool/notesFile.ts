import { randomUUID } from 'crypto';
import { mkdir, readlink, rm, rmdir, symlink, unlink } from 'fs/promises';
import { basename, dirname, join } from 'path';
import type { SpoolDisk, SpoolFile } from './SpoolDisk';
import { NOTES_FILE } from './spoolPlaces';

const ELSEWHERE = 'sallyport-notes-';

/** Where the notes of a writer are made. */
export interface NotesPlace {
  disk: SpoolDisk;
  /** The writer's own. */
  directory: string;
  /** A directory in memory that outlives the process, as an absolute path; absent: they lie with the writer's events. */
  memory?: string;
}

/**
 * Makes a file of notes. One that lies in memory is linked to from the writer's directory, so that whoever takes that over finds it; the link
 * is there first, so that nothing is left in memory of which nobody knows. Rejects where it cannot be made, or there is one.
 */
export async function createNotesFile(place: NotesPlace): Promise<SpoolFile> {
  const { disk, directory, memory } = place;
  if (memory === undefined) return await disk.create(directory, NOTES_FILE);
  // Others may write there as well: a name that nobody can know before, and a directory that is ours alone.
  const own = join(memory, `${ELSEWHERE}${randomUUID()}`);
  const link = join(directory, NOTES_FILE);
  await symlink(join(own, NOTES_FILE), link);
  try {
    await mkdir(own, { mode: 0o700 });
    return await disk.create(own, NOTES_FILE);
  } catch (error) {
    await removeNotesFile(link);
    throw error;
  }
}

/** Removes a file of notes, wherever it lies. What is gone already is gone. */
export async function removeNotesFile(path: string): Promise<void> {
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined && isElsewhere(target)) {
    await rm(target, { force: true });
    await rmdir(dirname(target)).catch(() => {});
  }
  await unlink(path).catch(error => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** A link in a spool says where to remove something: only what this module makes. */
function isElsewhere(target: string): boolean {
  return (
    basename(target) === NOTES_FILE &&
    basename(dirname(target)).startsWith(ELSEWHERE)
  );
}
