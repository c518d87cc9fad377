import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * One JSON file that only its owner can read. Written whole and put in place by a rename, so that a crash leaves the
 * old or the new state and never half of one.
 */
export class StateFile<T> {
  static create<T>(options: { path: string }): StateFile<T> {
    mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
    return new StateFile<T>(options.path);
  }

  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  read(): T | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch {
      // Absent, or of another version: the demo starts afresh and people sign in again.
      return undefined;
    }
  }

  write(value: T): void {
    const next = `${this.#path}.${process.pid}.next`;
    writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
    renameSync(next, this.#path);
  }
}
