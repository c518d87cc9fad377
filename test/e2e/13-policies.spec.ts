import { expect, expectAccessible, shot, test } from '../support/people';
import { stack } from '../support/stack';

const TEXT =
  '@id("never") forbid(principal, action, resource == Tool::"no_such_tool");';

test('Carol writes a policy, tries it on past calls and enforces it; leaving it takes Erin, too', async ({
  carol: at,
  erin: second,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/policies`);
  await page.getByRole('button', { name: 'Write a policy' }).click();
  const form = page.getByRole('group', { name: 'A new policy' });
  await form.getByRole('textbox', { name: /^Name/ }).fill('never-called');
  await form
    .getByRole('textbox', { name: /Policy, in Cedar/ })
    .fill('forbid(principal, action,\nresource == Tol::"x");');
  await form.getByRole('textbox', { name: /Cases/ }).fill('[]');
  await form
    .getByRole('textbox', { name: /^Why/ })
    .fill('For the browser test');
  await form.getByRole('button', { name: 'Check' }).click();
  await expect(form.getByRole('alert')).toContainText('no entity type Tol');
  await shot(at, '13-policy-mistake');
  await expectAccessible(at);

  await form.getByRole('textbox', { name: /Policy, in Cedar/ }).fill(TEXT);
  await form.getByRole('button', { name: /Mode$/ }).click();
  await page.getByRole('option', { name: /^Enforce/ }).click();
  await form.getByRole('button', { name: 'Try on past calls' }).click();
  await expect(form.getByText(/Looked at/)).toBeVisible();
  await shot(at, '13-policy-replayed');
  await expectAccessible(at);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: 'Saved.' }),
  ).toBeVisible();
  const card = page.getByRole('listitem').filter({ hasText: 'never-called' });
  await expect(card).toContainText('Enforced');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(at, '13-policies-dark');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });

  await card.getByRole('button', { name: 'Remove never-called' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The test is over');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(card).toContainText('waits for a second person');
  await expect(card).toContainText('somebody else has to confirm');
  await expect(
    card.getByRole('button', { name: /^Confirm the change/ }),
  ).toHaveCount(0);
  await shot(at, '13-policy-proposed');

  const other = second.page;
  await other.goto(`${stack.portal}/ai-tools/policies`);
  await other
    .getByRole('button', { name: 'Confirm the change of never-called' })
    .click();
  await other
    .getByRole('dialog')
    .getByRole('button', { name: 'Confirm' })
    .click();
  await expect(
    other.getByRole('status').filter({ hasText: 'Confirmed.' }),
  ).toBeVisible();
  await expect(other.getByText('never-called')).toHaveCount(0);
  await expectAccessible(second);
});

test('people who do not write policies read them', async ({ alice: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/policies`);
  await expect(
    at.page.getByRole('heading', { name: 'Policies', level: 2 }),
  ).toBeVisible();
  await expect(
    at.page.getByRole('button', { name: 'Write a policy' }),
  ).toHaveCount(0);
});
