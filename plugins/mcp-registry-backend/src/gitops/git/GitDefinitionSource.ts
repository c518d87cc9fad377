import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DefinitionSource,
  ImportRefusal,
  type SourceChange,
  type SourceState,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { GitSourceSettings } from '../settings/GitOpsSettings';
import { type GitCommit, GitMirror } from './GitMirror';
import { readTree } from './readTree';
import { toChange } from './toChange';

const MOST_COMMITS = 2000;
const TIMEOUT_MS = 4 * 60_000;

/**
 * A branch of a Git repository. What is on it counts by its signatures: every step of the branch since the last import has to be signed by
 * somebody of the configuration, and to follow from what was imported.
 */
export class GitDefinitionSource implements DefinitionSource {
  static create(options: {
    settings: GitSourceSettings;
    /** Where the copy of the branch is kept. */
    workingDirectory?: string;
  }): GitDefinitionSource {
    return new GitDefinitionSource(options.settings, options.workingDirectory);
  }

  readonly id: string;
  readonly title: string;
  readonly place: string;
  readonly #settings: GitSourceSettings;
  readonly #workingDirectory?: string;
  #mirror?: GitMirror;
  #directory?: string;

  private constructor(settings: GitSourceSettings, workingDirectory?: string) {
    const { id, title, url, branch, path } = settings;
    this.id = id;
    this.title = title;
    this.place = `${url} (${branch}${path ? `, ${path}/` : ''})`;
    this.#settings = settings;
    this.#workingDirectory = workingDirectory;
  }

  async read(options: {
    since?: string;
    signal: AbortSignal;
  }): Promise<SourceState> {
    const { since } = options;
    const signal = AbortSignal.any([
      options.signal,
      AbortSignal.timeout(TIMEOUT_MS),
    ]);
    const mirror = await this.#open(signal);
    const head = await mirror.fetch(signal);
    if (head === since) return { revision: head, files: [], changes: [] };
    if (since && !(await mirror.contains({ head, earlier: since }, signal))) {
      throw new ImportRefusal('source.history-rewritten', [
        `imported last: ${since}`,
        `now: ${head}`,
      ]);
    }
    const steps = await mirror.log(
      // The first time there is nothing that it could follow from: who signed the newest step answers for the whole.
      since
        ? ['--first-parent', `${since}..${head}`]
        : ['--first-parent', '--max-count=1', head],
      signal,
    );
    requireSigned(steps);
    const changes: SourceChange[] = [];
    for (const step of steps) {
      changes.push(await toChange(mirror, { step, isFirst: !since, signal }));
    }
    const files = await readTree(mirror, {
      ...{ commit: head, folder: this.#settings.path, signal },
    });
    return { revision: head, files, changes };
  }

  /** Removes the copy of the branch. */
  async close(): Promise<void> {
    this.#mirror = undefined;
    await this.#remove();
  }

  /** The copy is this process's own, and made again after a restart. */
  async #open(signal: AbortSignal): Promise<GitMirror> {
    if (!this.#mirror) {
      const directory = await mkdtemp(
        join(this.#workingDirectory ?? tmpdir(), 'sallyport-gitops-'),
      );
      this.#directory = directory;
      try {
        this.#mirror = await GitMirror.create({
          ...{ settings: this.#settings, directory, signal },
        });
      } catch (error) {
        await this.#remove();
        throw error;
      }
    }
    return this.#mirror;
  }

  async #remove(): Promise<void> {
    if (!this.#directory) return;
    await rm(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }
}

const WHY: Record<string, string> = {
  N: 'it has no signature',
  B: 'its signature is bad',
  X: 'its signature has expired',
  Y: 'its signature was made with a key that has expired',
  R: 'its signature was made with a key that was revoked',
};

function requireSigned(steps: readonly GitCommit[]): void {
  if (steps.length > MOST_COMMITS) {
    throw new ImportRefusal('source.out-of-bounds', [
      `more than ${MOST_COMMITS} commits since the last import`,
    ]);
  }
  const bad = steps.filter(({ signer }) => !signer);
  if (bad.length > 0) {
    throw new ImportRefusal(
      'source.unsigned',
      bad.slice(0, 20).map(({ id, summary, verdict }) => {
        const why =
          WHY[verdict] ?? 'its signature is not of a key that may sign';
        return `${id} “${summary}”: ${why}`;
      }),
    );
  }
}
