import { mkdir, readdir, rename, rm, unlink, writeFile } from 'fs/promises';
import { join } from 'path';
import { isWriterId } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { removeNotesFile } from './notesFile';
import { syncDirectory } from './SpoolDisk';
import { isMovedNotes, movedNotesName, NOTES_FILE } from './spoolPlaces';
import { WriterLock } from './WriterLock';

/** Holds what was found in spools and is no event, for people to look at. */
const ASIDE = '_set-aside';

/** The spools of one installation: a directory for each writer. */
export class SpoolRoom {
  static async open(options: {
    directory: string;
    installation: string;
  }): Promise<SpoolRoom> {
    const path = join(options.directory, options.installation);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await syncDirectory(options.directory);
    return new SpoolRoom(path);
  }

  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes a writer's directory. It is there with its lock, or not at all. */
  async make(writer: string): Promise<{ directory: string; lock: WriterLock }> {
    const unfinished = join(this.#path, `.${writer}`);
    await mkdir(unfinished, { mode: 0o700 });
    const lock = await WriterLock.take(unfinished);
    const directory = this.of(writer);
    await rename(unfinished, directory);
    await syncDirectory(this.#path);
    lock.moveTo(directory);
    return { directory, lock };
  }

  /** A writer's directory. */
  of(writer: string): string {
    return join(this.#path, writer);
  }

  /** Writers that have a spool here. */
  async writers(): Promise<string[]> {
    const names = await readdir(this.#path, { withFileTypes: true });
    return names.flatMap(entry =>
      entry.isDirectory() && isWriterId(entry.name) ? [entry.name] : [],
    );
  }

  /** Takes a spool from its writer: one that only slept finds out before it writes. */
  async unlock(writer: string): Promise<void> {
    await WriterLock.remove(this.of(writer));
  }

  /** Hands the notes of a writer, and those that it had taken from others, to another. */
  async moveNotes(from: string, to: string): Promise<void> {
    for (const name of await readdir(this.of(from))) {
      if (name !== NOTES_FILE && !isMovedNotes(name)) continue;
      const moved = join(this.of(to), movedNotesName(from, name));
      await rename(join(this.of(from), name), moved);
    }
    await syncDirectory(this.of(to));
  }

  /** The files of notes that a writer has of others. */
  async movedNotes(writer: string): Promise<string[]> {
    try {
      return (await readdir(this.of(writer))).filter(isMovedNotes);
    } catch (error) {
      // Somebody has taken it over.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Removes one of them. */
  async removeMovedNotes(writer: string, name: string): Promise<void> {
    await removeNotesFile(join(this.of(writer), name));
  }

  /** Removes files of a spool. */
  async removeFiles(writer: string, files: readonly string[]): Promise<void> {
    for (const file of files) await unlink(join(this.of(writer), file));
  }

  /** Removes a spool of which everything is in the database. */
  async remove(writer: string): Promise<void> {
    // It may lie elsewhere.
    await removeNotesFile(join(this.of(writer), NOTES_FILE));
    await rm(this.of(writer), { recursive: true, force: true });
  }

  /** Keeps bytes that are no event. */
  async setAside(name: string, bytes: Buffer): Promise<void> {
    const path = join(this.#path, ASIDE);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(path, name), bytes, { mode: 0o600 });
    await syncDirectory(path);
  }

  /** Keeps a whole spool that cannot be read on. */
  async setSpoolAside(writer: string): Promise<void> {
    const path = join(this.#path, ASIDE);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await rename(this.of(writer), join(path, writer));
    await syncDirectory(path);
  }

  /** What was set aside and nobody took away. */
  async aside(): Promise<string[]> {
    try {
      return await readdir(join(this.#path, ASIDE));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}
