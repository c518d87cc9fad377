import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { installationTag } from './runtimeTitle';

const recordSchema = z.object({
  runtimeId: z.string(),
  owner: z.string(),
  /** Control groups that are to be removed. */
  cgroups: z.array(z.string()),
  /** The package that it reads from. */
  location: z.string().optional(),
});

/** What a runtime leaves behind if the gateway dies. */
export type RuntimeRecord = z.infer<typeof recordSchema>;

/** What is known of the runtimes of this machine, one file for each, so that whoever comes after a dead gateway can tidy up. */
export class RuntimeRecords {
  static create(options: { directory: string }): RuntimeRecords {
    return new RuntimeRecords(options.directory);
  }

  readonly #directory: string;
  readonly #folder: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#folder = join(directory, 'runtimes');
  }

  /** What these runtimes have in common in the machine's list of processes. */
  get installation(): string {
    return installationTag(this.#directory);
  }

  /** Before anything of the runtime is there. */
  write(record: RuntimeRecord): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.#file(record.runtimeId), JSON.stringify(record), {
      mode: 0o600,
    });
  }

  /** When nothing of it is left. */
  remove(runtimeId: string): void {
    rmSync(this.#file(runtimeId), { force: true });
  }

  /** All there are. What cannot be read is nobody's. */
  list(): RuntimeRecord[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return [];
    }
    return names.flatMap(name => {
      try {
        const text = readFileSync(join(this.#folder, name), 'utf8');
        return [recordSchema.parse(JSON.parse(text))];
      } catch {
        return [];
      }
    });
  }

  /** Packages that runtimes read from. */
  locations(): ReadonlySet<string> {
    return new Set(this.list().flatMap(({ location }) => location ?? []));
  }

  #file(runtimeId: string): string {
    return join(this.#folder, `${encodeURIComponent(runtimeId)}.json`);
  }
}
