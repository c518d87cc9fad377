import { expect, expectAccessible, shot, test } from '../support/people';
import { stack } from '../support/stack';

test('Erin sees what is open in the set-up, with what to do, and asks which servers answer past the gateway (P1, D10)', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/operations`);
  const todo = page.getByRole('list', { name: 'To do' });
  await expect(todo).toContainText('identity provider on this machine');
  await expect(todo).toContainText('What to do');
  const fine = page.getByRole('list', { name: 'Fine' });
  await expect(fine).toContainText('The portal asks a permission policy.');
  await expect(fine).toContainText(
    'The portal has no MCP endpoint of its own beside the gateway.',
  );
  await expect(fine).toContainText(
    'The catalog points clients of every MCP server to the gateway.',
  );
  await expect(todo).not.toContainText('Failed');
  await shot(at, '15-operations');
  await expectAccessible(at);

  await page.getByRole('button', { name: 'Check servers' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: 'Last check' }),
  ).toBeVisible({ timeout: 60_000 });
  await shot(at, '15-operations-servers');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(todo).toBeVisible();
  await shot(at, '15-operations-dark');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });
});

test('Alice is told who may see it, and nothing else', async ({
  alice: at,
}) => {
  const { page, problems } = at;
  problems.allow(/\/setup-checks/);
  await page.goto(`${stack.portal}/ai-tools/operations`);
  await expect(
    page.getByText('This page is for those who run the portal'),
  ).toBeVisible();
  await expect(page.getByRole('list', { name: 'To do' })).toHaveCount(0);
  await expectAccessible(at);
});
