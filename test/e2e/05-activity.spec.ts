import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob sees who called what on his server, refused calls too, with decision and reason', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(
    `${stack.portal}/ai-tools/activity?role=owned&server=everything`,
  );
  const row = (tool: string) =>
    page
      .getByRole('row')
      .filter({ hasText: 'alice' })
      .filter({ hasText: tool });
  await expect(
    row('echo')
      .filter({ hasText: /allowed/i })
      .first(),
  ).toBeVisible();
  const refused = row('get-env')
    .filter({ hasText: /refused|denied/i })
    .first();
  await expect(refused).toContainText(/does not cover/i);
  await expect(refused).toContainText('everything');
  await shots(at, '05-activity');
  await expectAccessible(at);

  await refused.getByRole('button', { name: /detail/i }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('grant.tool-not-covered');
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  await shot(at, '05-call');
  await expectAccessible(at);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('Alice sees her own calls, the refusal before her grant among them', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/activity`);
  await expect(
    page.getByRole('row').filter({ hasText: 'echo' }).first(),
  ).toBeVisible();
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: /you have no access|no access to this server/i })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('tab', { name: 'All calls' })).toHaveCount(0);
});

test('Carol may read everybody’s calls', async ({ carol: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/activity?role=all`);
  await expect(
    at.page.getByRole('row').filter({ hasText: 'alice' }).first(),
  ).toBeVisible();
});
