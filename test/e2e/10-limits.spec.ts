import { expect, expectAccessible, shot, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob limits how often his server may be called, reads it in words, and goes back to the default', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything/my-access`);
  const limits = page.getByRole('region', {
    name: 'How often it may be called',
  });
  await expect(limits).toContainText('the default holds');
  await expect(limits.getByRole('listitem')).toHaveText([
    /Each person may make [\d,]+ calls in 1 minute/,
  ]);
  await limits.scrollIntoViewIfNeeded();
  await shot(at, '10-limits-default');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(limits.getByRole('listitem')).toHaveCount(1);
  await limits.scrollIntoViewIfNeeded();
  await shot(at, '10-limits-default-dark');
  await expectAccessible(at);
  await page.emulateMedia({ colorScheme: 'light' });

  await limits.getByRole('button', { name: 'Change limits' }).click();
  await limits.getByRole('button', { name: 'Add a limit' }).click();
  const rule = limits.getByRole('group', { name: 'Limit 1' });
  await rule.getByRole('button', { name: /Calls of/ }).click();
  await page.getByRole('option', { name: 'echo' }).click();
  await rule.getByRole('textbox', { name: /At most/ }).fill('30');
  await shot(at, '10-limits-form');
  await expectAccessible(at);
  await limits.getByRole('button', { name: 'Save' }).click();
  await expect(limits.getByRole('status')).toContainText('Saved');
  await expect(limits.getByRole('listitem').first()).toHaveText(
    'Each person may make 30 calls in 1 minute of echo.',
  );
  await shot(at, '10-limits-saved');
  await expectAccessible(at);

  await page.reload();
  await expect(limits).toContainText('Set by');
  await limits.getByRole('button', { name: 'Change limits' }).click();
  await limits.getByRole('button', { name: 'Back to the default' }).click();
  await expect(limits.getByRole('listitem')).toHaveText([
    /Each person may make [\d,]+ calls in 1 minute/,
  ]);
});

test('people who do not run a server read its limits and cannot change them', async ({
  erin: at,
}) => {
  await at.page.goto(
    `${stack.portal}/catalog/default/api/everything/my-access`,
  );
  const limits = at.page.getByRole('region', {
    name: 'How often it may be called',
  });
  await expect(limits.getByRole('listitem')).not.toHaveCount(0);
  await expect(limits.getByRole('button')).toHaveCount(0);
});
