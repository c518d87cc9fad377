import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportRefusal } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { GitSourceSettings, Signer } from '../settings/GitOpsSettings';
import { type GitResult, OutgrownError, runGit } from './runGit';
import { SignerKeys } from './SignerKeys';

/** A commit with what its signature is worth. */
export interface GitCommit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly signer?: Signer;
  /** What Git says of the signature: N none, B bad, E not verifiable … */
  readonly verdict: string;
  readonly authorEmail: string;
  readonly committerEmail: string;
  readonly at: string;
  readonly summary: string;
}

const MEBIBYTE = 1024 * 1024;
const INIT_MS = 30_000;
const MOST_BYTES = 512 * MEBIBYTE;
const HEAD = 'refs/sallyport/head';
const FIELDS =
  '%H%x00%P%x00%G?%x00%GF%x00%GP%x00%GS%x00%ae%x00%ce%x00%cI%x00%s';
const ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** A bare copy of one branch. Nothing of it is ever checked out, run or written anywhere. */
export class GitMirror {
  static async create(options: {
    settings: GitSourceSettings;
    directory: string;
    signal: AbortSignal;
  }): Promise<GitMirror> {
    const { settings, directory, signal } = options;
    const repository = join(directory, 'repository.git');
    await mkdir(repository, { recursive: true, mode: 0o700 });
    const keys = await SignerKeys.create({ ...settings, directory, signal });
    const mirror = new GitMirror(settings, repository, keys);
    await mirror.git(['init', '--bare', '--quiet', '.'], signal);
    return mirror;
  }

  readonly #settings: GitSourceSettings;
  readonly #directory: string;
  readonly #keys: SignerKeys;
  /** The commit with which there was more than there may be. */
  #tooLarge?: string;

  private constructor(
    settings: GitSourceSettings,
    directory: string,
    keys: SignerKeys,
  ) {
    this.#settings = settings;
    this.#directory = directory;
    this.#keys = keys;
  }

  /** Gets the branch as it is now. */
  async fetch(signal: AbortSignal): Promise<string> {
    const { url, branch } = this.#settings;
    await this.#requireOther(signal);
    const fetched = await this.#fetch(signal);
    if (fetched.code !== 0) {
      throw new ImportRefusal('source.unreachable', [
        `${url}, branch ${branch}`,
      ]);
    }
    const head = (await this.git(['rev-parse', HEAD], signal))
      .toString()
      .trim();
    if (!ID.test(head)) throw new Error('Git names no head');
    return head;
  }

  async #fetch(signal: AbortSignal): Promise<GitResult> {
    const { url, branch, mostBytes = MOST_BYTES } = this.#settings;
    try {
      return await this.#run(
        [
          ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'],
          ...['--force', '--no-recurse-submodules', '--end-of-options', url],
          `refs/heads/${branch}:${HEAD}`,
        ],
        { signal, mostBytes, settings: this.#networkSettings() },
      );
    } catch (error) {
      if (!(error instanceof OutgrownError)) throw error;
      // What came of it is of no use, and would count the next time.
      await rm(this.#directory, { recursive: true, force: true });
      await mkdir(this.#directory, { mode: 0o700 });
      // Whoever ends the look now leaves a folder in which the next one works.
      const own = AbortSignal.timeout(INIT_MS);
      await this.git(['init', '--bare', '--quiet', '.'], own);
      this.#tooLarge = await this.#headThere(signal);
      throw this.#outgrown();
    }
  }

  /** What was too much is not fetched again before the branch is another one. */
  async #requireOther(signal: AbortSignal): Promise<void> {
    if (this.#tooLarge === undefined) return;
    const head = await this.#headThere(signal);
    if (head === this.#tooLarge) throw this.#outgrown();
    if (head !== undefined) this.#tooLarge = undefined;
  }

  async #headThere(signal: AbortSignal): Promise<string | undefined> {
    const { url, branch } = this.#settings;
    const { code, stdout } = await this.#run(
      ['ls-remote', '--quiet', '--end-of-options', url, `refs/heads/${branch}`],
      { signal, settings: this.#networkSettings() },
    );
    const [id] = stdout.toString('utf8').split('\t');
    return code === 0 && ID.test(id) ? id : undefined;
  }

  #outgrown(): ImportRefusal {
    const { mostBytes = MOST_BYTES } = this.#settings;
    return new ImportRefusal('source.out-of-bounds', [
      `the branch with its history: more than ${Math.floor(
        mostBytes / MEBIBYTE,
      )} MiB`,
    ]);
  }

  /** Whether the history of one commit contains another; false where that is not there at all. */
  async contains(ids: { head: string; earlier: string }, signal: AbortSignal) {
    if (!ID.test(ids.earlier)) return false;
    const { code } = await this.#run(
      ['merge-base', '--is-ancestor', ids.earlier, ids.head],
      { signal },
    );
    return code === 0;
  }

  /** Commits of a range, oldest first, with their signatures verified. */
  async log(
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<GitCommit[]> {
    const text = await this.git(
      ['log', '-z', '--reverse', '--topo-order', `--format=${FIELDS}`, ...args],
      signal,
      { settings: this.#keys.settings, environment: this.#keys.environment },
    );
    const fields = text.toString('utf8').split('\0');
    const commits: GitCommit[] = [];
    for (let at = 0; at + 10 <= fields.length; at += 10) {
      const [id, parents, verdict, fingerprint, primary, principal, ...rest] =
        fields.slice(at, at + 10);
      const [authorEmail, committerEmail, when, summary] = rest;
      commits.push({
        ...{ id, verdict, authorEmail, committerEmail, at: when },
        summary: summary.slice(0, 300),
        parents: parents === '' ? [] : parents.split(' '),
        signer: this.#keys.find({ verdict, fingerprint, primary, principal }),
      });
    }
    return commits;
  }

  /** Runs a command that has to succeed. */
  async git(
    args: readonly string[],
    signal: AbortSignal,
    options: Partial<Parameters<typeof runGit>[1]> = {},
  ): Promise<Buffer> {
    const { code, stdout, stderr } = await this.#run(args, {
      ...options,
      signal,
    });
    if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
    return stdout;
  }

  async #run(
    args: readonly string[],
    options: Omit<Parameters<typeof runGit>[1], 'directory'>,
  ): Promise<GitResult> {
    return await runGit(args, { ...options, directory: this.#directory });
  }

  #networkSettings(): (readonly [string, string])[] {
    const { url, username, token } = this.#settings;
    const { protocol, origin } = new URL(url);
    const basic = Buffer.from(`${username}:${token}`).toString('base64');
    return [
      ['protocol.allow', 'never'],
      [`protocol.${protocol.replace(':', '')}.allow`, 'always'],
      ['http.followRedirects', 'false'],
      ['transfer.fsckObjects', 'true'],
      // What comes stays packed, and what is large is never held in memory.
      ['fetch.unpackLimit', '1'],
      ['core.bigFileThreshold', '1m'],
      ['credential.helper', ''],
      ...(token
        ? [
            [
              `http.${origin}/.extraHeader`,
              `Authorization: Basic ${basic}`,
            ] as const,
          ]
        : []),
    ];
  }
}
