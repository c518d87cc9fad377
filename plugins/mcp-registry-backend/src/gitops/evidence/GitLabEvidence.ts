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
const user = z.object({ username: z.string().max(200) });
const requests = z
  .array(
    z.object({
      iid: z.number().int(),
      web_url: z.string().max(2000),
      state: z.string().max(50),
      target_branch: z.string(),
      merge_commit_sha: z.string().nullish(),
      squash_commit_sha: z.string().nullish(),
      author: user.nullable(),
    }),
  )
  .max(PAGE);
const approvals = z.object({
  approved_by: z.array(z.object({ user })).max(PAGE),
});
const commits = z
  .array(
    z.object({
      author_email: z.string().max(320),
      committer_email: z.string().max(320),
    }),
  )
  .max(PAGE);

/**
 * Approvals of GitLab's merge requests. GitLab does not say which commit an approval is about: let it remove all approvals when
 * commits are added. It does not vouch for authors either, so their commits have to be signed. Written by GitLab's API
 * documentation and tested with answers of that form; not proven against the real service.
 */
export class GitLabEvidence implements ReviewEvidenceSource {
  static create(options: {
    sourceId: string;
    branch: string;
    settings: GitHostSettings;
  }): GitLabEvidence {
    return new GitLabEvidence(options);
  }

  readonly id: string;
  readonly #options: Parameters<typeof GitLabEvidence.create>[0];

  private constructor(options: Parameters<typeof GitLabEvidence.create>[0]) {
    this.id = `gitlab:${options.sourceId}`;
    this.#options = options;
  }

  async find(
    change: SourceChange,
    options: { signal: AbortSignal },
  ): Promise<ReviewEvidence | undefined> {
    const { signal } = options;
    const found = await this.#ask(
      `repository/commits/${change.id}/merge_requests`,
      requests,
      signal,
    );
    const request = found?.find(
      it =>
        it.state === 'merged' &&
        it.target_branch === this.#options.branch &&
        [it.merge_commit_sha, it.squash_commit_sha].includes(change.id),
    );
    if (!request) return undefined;
    const at = `merge_requests/${request.iid}`;
    const given = await this.#ask(`${at}/approvals`, approvals, signal);
    const written = (await this.#ask(`${at}/commits`, commits, signal)) ?? [];
    const emails = written.flatMap(it => [it.author_email, it.committer_email]);
    return {
      reviewers: (given?.approved_by ?? []).map(it => person(it.user.username)),
      authors: [
        ...(request.author ? [person(request.author.username)] : []),
        ...[...new Set(emails)].map(name => ({
          ...{ kind: 'email' as const, name: name.toLowerCase() },
        })),
      ],
      areAuthorsProved: change.areAuthorsProved,
      url: request.web_url,
    };
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ) {
    const { apiUrl, repository, token } = this.#options.settings;
    const project = encodeURIComponent(repository);
    return await askHost(
      `${apiUrl}/projects/${project}/${path}?per_page=${PAGE}`,
      {
        ...{ schema, signal },
        headers: { ...(token && { 'private-token': token }) },
      },
    );
  }
}

function person(username: string): SourcePerson {
  return { kind: 'gitlab', name: username };
}
