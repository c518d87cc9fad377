import { as, ok } from '../support/api';
import { expect, shot, test } from '../support/people';
import { stack } from '../support/stack';
import { runTemplate } from '../support/templates';

const PURPOSE = 'Order pages of the web shop';

async function askFor(server: string) {
  const alice = await as('alice');
  return ok(
    alice.registry.POST('/access-requests', {
      body: {
        serverRef: `api:default/${server}`,
        purpose: PURPOSE,
        tools: { kind: 'all' },
        durationDays: 30,
      },
    }),
  );
}

test('an unknown server says so and leads on', async ({ alice: at }) => {
  at.problems.allow(/404/);
  await at.page.goto(`${stack.portal}/catalog/default/api/no-such-server`);
  await expect(
    at.page
      .getByText(/not found|no such|could not be found|doesn.t exist/i)
      .first(),
  ).toBeVisible();
  await shot(at, '09-unknown-server');
});

test('the form asks for what is missing before anything is sent', async ({
  alice: { page, problems },
}) => {
  // The form library logs what it found invalid.
  problems.allow(/Form validation failed/);
  await page.goto(`${stack.portal}/ai-tools/request?server=api:default/orders`);
  await page.getByRole('textbox', { name: /what for/i }).fill('');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Your request is on its way')).toHaveCount(0);
  await expect(
    page
      .getByRole('alert')
      .or(page.getByText(/required/i))
      .first(),
  ).toBeVisible();
});

test('a decision that came through a template waits for Bob to confirm it', async ({
  bob: at,
}) => {
  const { page } = at;
  const request = await askFor('orders');
  const task = await runTemplate('bob', 'propose-mcp-decision', {
    requestId: request.id,
    decision: 'approve',
  });
  expect(task.status, task.log).toBe('completed');
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const item = page.getByRole('listitem').filter({ hasText: PURPOSE }).first();
  await expect(item).toContainText(/propos/i);
  await shot(at, '09-proposed');
});

test('two people decide at once: the second is told and loses nothing', async ({
  bob: at,
}) => {
  const { page } = at;
  at.problems.allow(/409/);
  const item = page.getByRole('listitem').filter({ hasText: PURPOSE }).first();
  await expect(item).toBeVisible();
  const bob = await as('bob');
  const { items } = await ok(
    bob.registry.GET('/inbox', { params: { query: { state: 'open' } } }),
  );
  const open = items.find(
    ({ accessRequest }) => accessRequest?.purpose === PURPOSE,
  )!;
  await ok(
    bob.registry.POST('/access-requests/{id}/decision', {
      params: { path: { id: open.id } },
      body: { decision: 'deny', reason: 'In the other window' },
    }),
  );

  await item.getByRole('button', { name: /^approve/i }).click();
  await expect(item.getByRole('alert')).toBeVisible();
  await shot(at, '09-conflict');
  const after = await ok(
    bob.registry.GET('/access-requests/{id}', {
      params: { path: { id: open.id } },
    }),
  );
  expect(after.state).toBe('denied');
  expect(after.grantId).toBeUndefined();
});

test('when the registry does not answer the page says so and offers to try again', async ({
  alice: at,
}) => {
  const { page } = at;
  at.problems.allow(/mcp-registry\/servers/);
  await page.route('**/api/mcp-registry/servers?**', route =>
    route.fulfill({
      status: 503,
      json: {
        error: {
          name: 'ServiceUnavailableError',
          message: 'The database is away',
        },
      },
    }),
  );
  await page.goto(`${stack.portal}/ai-tools`);
  await expect(page.getByText('The database is away').first()).toBeVisible();
  await shot(at, '09-registry-away');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Orders' }).first(),
  ).toBeVisible();
});
