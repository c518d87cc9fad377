import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SourceChange } from '@sallyport/backstage-plugin-mcp-registry-node';
import { GitHubEvidence } from './GitHubEvidence';
import { GitLabEvidence } from './GitLabEvidence';

const SHA = 'c'.repeat(40);
const HEAD = 'd'.repeat(40);
const signal = new AbortController().signal;
const change: SourceChange = {
  ...{ id: SHA, at: '2026-11-28T10:00:00Z', summary: 'Merge' },
  ...{ authors: [], areAuthorsProved: true },
};
const user = (login: string, type = 'User') => ({ login, type, id: 1 });

// The form of these answers is that of the hosts' API documentation; neither adapter was tried against the real service.
describe('reviews at Git hosts', () => {
  let answers: Record<string, unknown>;
  let host: Server;
  let apiUrl: string;
  let seen: { url: string; token?: string }[];

  beforeEach(async () => {
    answers = {};
    seen = [];
    host = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://host');
      seen.push({
        url: request.url ?? '',
        token:
          request.headers.authorization ??
          (request.headers['private-token'] as string),
      });
      const answer = answers[decodeURIComponent(pathname)];
      if (answer === 'elsewhere') {
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
        return;
      }
      response.writeHead(answer === undefined ? 404 : 200);
      response.end(JSON.stringify(answer ?? { message: 'Not Found' }));
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    apiUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });

  afterEach(() => host.close());

  const settings = (repository: string) => ({
    ...{ sourceId: 'definitions', branch: 'main' },
    settings: { apiUrl, repository, token: 't' },
  });

  describe('GitHub', () => {
    const find = async () =>
      await GitHubEvidence.create(settings('acme/servers')).find(change, {
        signal,
      });
    const at = '/repos/acme/servers';
    const verified = { commit: { verification: { verified: true } } };
    const pull = {
      ...{ number: 7, html_url: 'https://github.com/acme/servers/pull/7' },
      ...{ merged_at: '2026-11-28T10:00:00Z', merge_commit_sha: SHA },
      ...{ user: user('bob'), base: { ref: 'main' }, head: { sha: HEAD } },
    };
    const review = (login: string, state: string, commit_id = HEAD) => ({
      ...{ user: user(login), state, commit_id },
    });

    beforeEach(() => {
      answers[`${at}/commits/${SHA}/pulls`] = [pull];
      answers[`${at}/pulls/7/commits`] = [
        { author: user('bob'), committer: user('web-flow'), ...verified },
      ];
    });

    it('counts those whose last word to what was merged is yes', async () => {
      answers[`${at}/pulls/7/reviews`] = [
        review('carol', 'CHANGES_REQUESTED'),
        review('carol', 'APPROVED'),
        review('carol', 'COMMENTED'),
        review('chris', 'APPROVED', 'e'.repeat(40)),
        review('dave', 'APPROVED'),
        review('dave', 'CHANGES_REQUESTED'),
        { ...review('bot', 'APPROVED'), user: user('bot', 'Bot') },
        { ...review('ghost', 'APPROVED'), user: null },
      ];
      expect(await find()).toEqual({
        reviewers: [{ kind: 'github', name: 'carol' }],
        authors: expect.arrayContaining([{ kind: 'github', name: 'bob' }]),
        areAuthorsProved: true,
        url: pull.html_url,
      });
      expect(seen.every(({ token }) => token === 'Bearer t')).toBe(true);
    });

    it('vouches for no author without an account, or without a signature', async () => {
      answers[`${at}/pulls/7/reviews`] = [review('carol', 'APPROVED')];
      for (const commit of [
        { author: null, committer: null, ...verified },
        { author: user('bob'), committer: user('bob'), commit: {} },
        {
          ...{ author: user('bob'), committer: user('bob') },
          commit: { verification: { verified: false } },
        },
      ]) {
        answers[`${at}/pulls/7/commits`] = [commit];
        expect(await find()).toMatchObject({ areAuthorsProved: false });
      }
    });

    it.each([
      ['into another branch', { base: { ref: 'old' } }],
      ['as another commit', { merge_commit_sha: HEAD }],
      ['not at all', { merged_at: null }],
    ])(
      'knows nothing of a pull request that was merged %s',
      async (_, over) => {
        answers[`${at}/commits/${SHA}/pulls`] = [{ ...pull, ...over }];
        expect(await find()).toBeUndefined();
      },
    );

    it.each([
      ['redirects', 'elsewhere'],
      ['answers something else', { hello: 'there' }],
    ])('throws where the host %s', async (_, answer) => {
      answers[`${at}/commits/${SHA}/pulls`] = answer;
      await expect(find()).rejects.toThrow();
    });

    it('counts nobody where later words may be on another page', async () => {
      answers[`${at}/pulls/7/reviews`] = Array.from({ length: 100 }, (_, n) =>
        review(`r${n}`, 'APPROVED'),
      );
      expect(await find()).toMatchObject({ reviewers: [] });
    });
  });

  describe('GitLab', () => {
    const find = async (areAuthorsProved = true) =>
      await GitLabEvidence.create(settings('acme/servers')).find(
        { ...change, areAuthorsProved },
        { signal },
      );
    const at = '/projects/acme/servers';

    beforeEach(() => {
      answers[`${at}/repository/commits/${SHA}/merge_requests`] = [
        {
          ...{ iid: 3, web_url: 'https://gitlab.com/acme/servers/-/3' },
          ...{ state: 'merged', target_branch: 'main' },
          ...{ merge_commit_sha: null, squash_commit_sha: SHA },
          author: { username: 'bob' },
        },
      ];
      answers[`${at}/merge_requests/3/approvals`] = {
        approved_by: [{ user: { username: 'carol' } }],
      };
      answers[`${at}/merge_requests/3/commits`] = [
        { author_email: 'Bob@example.com', committer_email: 'b@example.com' },
      ];
    });

    it('counts approvals, and takes nobody’s word for authors', async () => {
      expect(await find(false)).toEqual({
        reviewers: [{ kind: 'gitlab', name: 'carol' }],
        authors: [
          { kind: 'gitlab', name: 'bob' },
          { kind: 'email', name: 'bob@example.com' },
          { kind: 'email', name: 'b@example.com' },
        ],
        areAuthorsProved: false,
        url: 'https://gitlab.com/acme/servers/-/3',
      });
      expect(await find(true)).toMatchObject({ areAuthorsProved: true });
      expect(seen[0]).toEqual({
        url: `/projects/acme%2Fservers/repository/commits/${SHA}/merge_requests?per_page=100`,
        token: 't',
      });
    });

    it('knows nothing of other merge requests', async () => {
      answers[`${at}/repository/commits/${SHA}/merge_requests`] = [];
      expect(await find()).toBeUndefined();
    });
  });
});
