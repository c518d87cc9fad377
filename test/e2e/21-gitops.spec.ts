import { GitHost } from '../../plugins/mcp-registry-backend/src/gitops/__testUtils__/GitHost';
import { as, ok } from '../support/api';
import {
  type AtPortal,
  expect,
  expectAccessible,
  shot,
  shots,
  test,
} from '../support/people';
import { stack } from '../support/stack';
import { startChangingServer } from '../support/startChangingServer';

const NAME = 'tide-tables';
const TITLE = 'Tide tables';
const FILE = `servers/${NAME}.yaml`;
const REPOSITORIES = `${stack.portal}/ai-tools/operations?view=repositories`;
const params = { path: { namespace: 'default', name: NAME } };

let server: Awaited<ReturnType<typeof startChangingServer>>;
let host: GitHost;

/** The definition, and what else it says; as JSON, which is YAML. */
const definition = (mcp: object = {}) =>
  JSON.stringify({
    ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'API' },
    metadata: { name: NAME, title: TITLE, description: 'Knows the tides' },
    spec: {
      ...{ type: 'mcp-server', lifecycle: 'production' },
      owner: 'group:default/data-platform',
      mcp: {
        ...{ riskTier: 'low', dataClassification: 'internal' },
        upstream: { type: 'streamable-http', url: server.url },
        ...mcp,
      },
    },
  });

/** A pull request of Bob's that Carol merges; both sign. */
const merge = (
  message: string,
  options: Partial<Parameters<GitHost['merge']>[0]>,
) =>
  host.merge({
    ...{ author: host.person('bob'), merger: host.person('carol') },
    ...{ message, ...options },
  });

/** The page does not look again by itself: it is opened until it says something. */
async function untilItSays(at: AtPortal, text: string | RegExp) {
  await expect(async () => {
    await at.page.goto(REPOSITORIES);
    await expect(at.page.getByText(text).first()).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 60_000 });
}

async function noticesOfCarol(): Promise<string[]> {
  const { token } = await as('carol');
  const answer = await fetch(
    `${stack.portal}/api/notifications/notifications`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const { notifications } = await answer.json();
  return notifications
    .map(({ payload }: { payload: { title: string } }) => payload.title)
    .filter((title: string) => title.includes('Company servers'));
}

test.beforeAll(async () => {
  server = await startChangingServer({
    name: NAME,
    description: 'Tells when the tide is high',
  });
  host = GitHost.open(stack.repository);
});

test.afterAll(() => server.stop());

test('Erin sees the repository, how far it is imported and by whose signatures', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/operations`);
  await page.getByRole('tab', { name: 'Repositories' }).click();
  const card = page
    .getByRole('list', { name: 'Repositories' })
    .getByRole('listitem')
    .first();
  await expect(card).toContainText('Company servers');
  await expect(card).toContainText('Up to date');
  await expect(card).toContainText(host.head().slice(0, 12));
  await expect(card).toContainText('signature');
  await shots(at, '21-gitops-empty');
  await expectAccessible(at);
});

test('a server goes live by a merge that Carol signs, without another question', async ({
  erin: at,
  alice: reader,
  carol: reviewer,
}) => {
  const id = merge('Add the tide tables', { files: { [FILE]: definition() } });
  await untilItSays(at, 'The merge was the decision: it is approved.');
  const card = at.page
    .getByRole('list', { name: 'Repositories' })
    .getByRole('listitem')
    .first();
  await expect(card).toContainText(id.slice(0, 12));
  await expect(card).toContainText('reviewed by user:default/carol');
  await shots(at, '21-gitops-imported');
  await expectAccessible(at);

  const { page } = reader;
  await page.goto(`${stack.portal}/ai-tools/browse?search=tides`);
  const found = page.getByRole('listitem').filter({ hasText: TITLE }).first();
  await expect(found).toContainText('Needs access');
  await reviewer.page.goto(`${stack.portal}/ai-tools/approvals`);
  await expect(
    reviewer.page.getByRole('listitem').filter({ hasText: TITLE }),
  ).toHaveCount(0);
  const alice = await as('alice');
  const live = await ok(
    alice.registry.GET('/servers/{namespace}/{name}', { params }),
  );
  expect(live.status).toBe('active');
});

test('an import that fails says what, where and what to do, tells its owner once, and changes nothing', async ({
  erin: at,
}) => {
  test.slow();
  merge('Say more of the tides', {
    files: {
      [FILE]: definition({ compliance: ['gdpr'] }),
      'servers/wrong.yaml': definition({ riskTier: 'none' }).replace(
        NAME,
        'wrong-tides',
      ),
    },
  });
  await untilItSays(at, 'Some definitions are not valid');
  const alert = at.page.getByRole('alert');
  await expect(alert).toContainText('servers/wrong.yaml');
  await expect(alert).toContainText('Nothing was changed');
  await expect(alert).toContainText('sallyport check');
  await expect(at.page.getByText('Not imported')).toBeVisible();
  await shots(at, '21-gitops-refused');
  await expectAccessible(at);
  await expect
    .poll(noticesOfCarol)
    .toEqual(['Nothing is imported from Company servers']);
  const bob = await as('bob');
  const { items } = await ok(
    bob.registry.GET('/servers/{namespace}/{name}/revisions', { params }),
  );
  expect(items).toHaveLength(1);

  const { page } = at;
  merge('Take the mistake out', { files: { 'servers/wrong.yaml': null } });
  await page.getByRole('button', { name: 'Import now' }).click();
  await untilItSays(at, 'Up to date');
  // What is over takes the place of what was wrong.
  await expect
    .poll(noticesOfCarol)
    .toEqual(['Company servers is imported again']);
});

test('a revert rolls it back', async ({ erin: at, bob: owner }) => {
  test.slow();
  const bad = merge('Mark the tides', {
    files: { [FILE]: definition({ compliance: ['gdpr', 'sox'] }) },
  });
  const bob = await as('bob');
  const approved = async () =>
    (await ok(bob.registry.GET('/servers/{namespace}/{name}', { params })))
      .approvedRevision;
  await expect
    .poll(async () => (await approved())?.number, { timeout: 60_000 })
    .toBe(3);
  merge('Take it back', { revert: bad });
  await untilItSays(at, 'An earlier approved revision was taken up again.');
  await shot(at, '21-gitops-reverted');
  expect((await approved())?.number).toBe(2);
  await owner.page.goto(`${stack.portal}/catalog/default/api/${NAME}/history`);
  const version = owner.page
    .getByRole('list', { name: 'Versions' })
    .getByRole('listitem')
    .filter({ hasText: /^Version 2/ });
  await version.getByText('What happened').click();
  await expect(version.getByText('rolled back to it')).toBeVisible();
  await shots(owner, '21-gitops-history');
  await expectAccessible(owner);
});
