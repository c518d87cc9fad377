import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import { z } from 'zod';

const recordSchema = z.object({
  owner: z.string(),
  location: z.string(),
});

/** One folder for each runtime: who owns it, what its sandbox is told, and what is temporary. */
export class MacosRecords {
  static create(options: { directory: string }): MacosRecords {
    return new MacosRecords(join(options.directory, 'macos'));
  }

  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Before anything of the runtime is there. */
  make(
    runtimeId: string,
    record: z.infer<typeof recordSchema>,
  ): { tmp: string; settingsFile: string } {
    const folder = this.#path(runtimeId);
    const tmp = join(folder, 'tmp');
    mkdirSync(tmp, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'record.json'), JSON.stringify(record), {
      mode: 0o600,
    });
    return { tmp, settingsFile: join(folder, 'settings.json') };
  }

  writeSettings(file: string, settings: SandboxRuntimeConfig): void {
    writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  }

  remove(runtimeId: string): void {
    rmSync(this.#path(runtimeId), { recursive: true, force: true });
  }

  list(): { runtimeId: string; owner: string; location: string }[] {
    try {
      return readdirSync(this.#folder).flatMap(name => {
        try {
          const text = readFileSync(
            join(this.#folder, name, 'record.json'),
            'utf8',
          );
          const record = recordSchema.parse(JSON.parse(text));
          return [{ runtimeId: decodeURIComponent(name), ...record }];
        } catch {
          return [];
        }
      });
    } catch {
      return [];
    }
  }

  /** Packages that runtimes read from. */
  locations(): ReadonlySet<string> {
    return new Set(this.list().map(({ location }) => location));
  }

  #path(runtimeId: string): string {
    return join(this.#folder, encodeURIComponent(runtimeId));
  }
}
