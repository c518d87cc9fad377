import { readFile } from 'node:fs/promises';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

const REPORTS = `${stack.portal}/ai-tools/reports`;

test('the review team reads who had access to what, and files it', async ({
  carol,
}) => {
  await giveAccess('alice', 'everything');
  const { page } = carol;
  await page.goto(REPORTS);
  const access = page.getByRole('region', { name: 'Access', exact: true });
  await expect(access.getByTitle('user:default/alice').first()).toBeVisible();
  await expect(page.getByText('All servers')).toBeVisible();
  await shots(carol, '22-reports');
  await expectAccessible(carol);

  const saved = async (name: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    return await readFile(await (await download).path());
  };
  const csv = (await saved('Save as CSV: Access')).toString();
  expect(csv).toMatch(/^server,owner,risk,/);
  expect(csv).toContain('user:default/alice');
  expect((await saved('Save as PDF')).subarray(0, 5).toString()).toBe('%PDF-');

  // By its address a report can be sent to somebody.
  await page.goto(`${REPORTS}?first=2020-01-01&last=2020-01-31`);
  await expect(access.getByText('None in this time')).toBeVisible();
});

test('somebody who owns no server reads of none', async ({ dave }) => {
  await dave.page.goto(REPORTS);
  await expect(dave.page.getByText('Servers that you own')).toBeVisible();
  await expect(dave.page.getByText('None in this time').first()).toBeVisible();
  await expect(
    dave.page.getByRole('region', { name: 'Stops', exact: true }),
  ).toHaveCount(0);
});
