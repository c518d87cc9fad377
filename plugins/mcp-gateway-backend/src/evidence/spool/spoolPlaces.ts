import { homedir } from 'os';
import { join } from 'path';

const FILE = /^(\d{6,})\.ndjson$/;

/** The name of a writer's nth file, from 1. */
export function spoolFileName(number: number): string {
  return `${String(number).padStart(6, '0')}.ndjson`;
}

/** Where a writer notes calls that are answered before their events are written. */
export const NOTES_FILE = 'notes';

const MOVED = `${NOTES_FILE}-of-`;

/** The name that notes have in the directory of whoever took them from the writer that left them. */
export function movedNotesName(writer: string, name: string): string {
  return name === NOTES_FILE ? MOVED + writer : name;
}

/** Whether it is a file of notes that were taken from another writer. */
export function isMovedNotes(name: string): boolean {
  return name.startsWith(MOVED);
}

/** A writer's files among the names in its directory, in their order. */
export function spoolFilesAmong(names: readonly string[]): string[] {
  const numbered = names.flatMap(name => {
    const number = FILE.exec(name)?.[1];
    return number ? [{ name, number: Number(number) }] : [];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
}

/** Where spools are when the configuration does not say: a service's own place, else the user's. */
export function usualSpoolDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/sallyport/audit';
  const state =
    process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(state, 'sallyport', 'audit');
}
