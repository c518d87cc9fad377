import type {
  ReviewEvidence,
  ReviewEvidenceSource,
  SourceChange,
  SourcePerson,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { z } from 'zod';
import type { GitHostSettings } from '../settings/GitOpsSettings';
import { askHost } from './askHost';

const PAGE = 100;
const user = z.object({ login: z.string().max(200), type: z.string().max(50) });
const pulls = z
  .array(
    z.object({
      number: z.number().int(),
      html_url: z.string().max(2000),
      merged_at: z.string().nullable(),
      merge_commit_sha: z.string().nullable(),
      user: user.nullable(),
      base: z.object({ ref: z.string() }),
      head: z.object({ sha: z.string() }),
    }),
  )
  .max(PAGE);
const reviews = z
  .array(
    z.object({
      user: user.nullable(),
      state: z.string().max(50),
      commit_id: z.string().nullish(),
    }),
  )
  .max(PAGE);
const commits = z
  .array(
    z.object({
      author: user.nullish(),
      committer: user.nullish(),
      commit: z.object({
        verification: z.object({ verified: z.boolean() }).nullish(),
      }),
    }),
  )
  .max(PAGE);
/** GitHub's own account, which commits what is done on its pages. */
const WEB_FLOW = 'web-flow';

/**
 * Reviews of GitHub's pull requests. Written by GitHub's API documentation and tested with answers of that form; not proven
 * against the real service.
 */
export class GitHubEvidence implements ReviewEvidenceSource {
  static create(options: {
    sourceId: string;
    branch: string;
    settings: GitHostSettings;
  }): GitHubEvidence {
    return new GitHubEvidence(options);
  }

  readonly id: string;
  readonly #options: Parameters<typeof GitHubEvidence.create>[0];

  private constructor(options: Parameters<typeof GitHubEvidence.create>[0]) {
    this.id = `github:${options.sourceId}`;
    this.#options = options;
  }

  async find(
    change: SourceChange,
    options: { signal: AbortSignal },
  ): Promise<ReviewEvidence | undefined> {
    const { signal } = options;
    const found = await this.#ask(`commits/${change.id}/pulls`, pulls, signal);
    const pull = found?.find(
      it =>
        it.merged_at !== null &&
        it.merge_commit_sha === change.id &&
        it.base.ref === this.#options.branch,
    );
    if (!pull) return undefined;
    const at = `pulls/${pull.number}`;
    const given = (await this.#ask(`${at}/reviews`, reviews, signal)) ?? [];
    const written = (await this.#ask(`${at}/commits`, commits, signal)) ?? [];
    const writers = written.flatMap(({ author, committer }) => [
      author ?? undefined,
      committer?.login === WEB_FLOW
        ? author ?? undefined
        : committer ?? undefined,
    ]);
    const authors = [pull.user ?? undefined, ...writers];
    return {
      reviewers: agreed(given, pull.head.sha),
      authors: authors.flatMap(it => (it ? [person(it.login)] : [])),
      // Whoever GitHub knows no account of could be anybody; and a page that is full may not be the last one.
      areAuthorsProved:
        authors.every(it => it !== undefined) &&
        // It goes by the address in a commit, which anybody can write there: a signature of that account is what counts.
        written.every(({ commit }) => commit.verification?.verified === true) &&
        written.length > 0 &&
        written.length < PAGE,
      url: pull.html_url,
    };
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ) {
    const { apiUrl, repository, token } = this.#options.settings;
    return await askHost(
      `${apiUrl}/repos/${repository}/${path}?per_page=${PAGE}`,
      {
        ...{ schema, signal },
        headers: {
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          ...(token && { authorization: `Bearer ${token}` }),
        },
      },
    );
  }
}

/** Whose last word is yes, to exactly what was merged. A full page may hide a later word, so then nobody has agreed. */
function agreed(given: z.infer<typeof reviews>, head: string): SourcePerson[] {
  if (given.length >= PAGE) return [];
  const last = new Map<string, z.infer<typeof reviews>[number]>();
  for (const review of given) {
    // A comment takes nothing back.
    if (review.user?.type === 'User' && review.state !== 'COMMENTED') {
      last.set(review.user.login, review);
    }
  }
  return [...last]
    .filter(
      ([, { state, commit_id }]) => state === 'APPROVED' && commit_id === head,
    )
    .map(([login]) => person(login));
}

function person(login: string): SourcePerson {
  return { kind: 'github', name: login };
}
