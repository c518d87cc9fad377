import { gatewayToken } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

const KEPT = 'What is kept of arguments and results';
const SAID = 'the order of the blue lamp';
let pageOfCall: string;

test('Bob has arguments and results of his server kept, redacted, and reads those of a call', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything/my-access`);
  const kept = page.getByRole('region', { name: KEPT });
  await expect(kept).toContainText('are not kept');
  // With other colours the page is mounted anew, and a form begins again.
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await kept.getByRole('button', { name: 'Change what is kept' }).click();
    await kept.getByText('Redacted', { exact: true }).click();
    await expect(kept).toContainText(
      'kept for 30 days, encrypted and redacted',
    );
    await kept.scrollIntoViewIfNeeded();
    await shot(at, `23-recording-form-${colorScheme}`);
    await expectAccessible(at);
  }
  await kept.getByRole('button', { name: 'Save' }).click();
  await expect(kept.getByRole('status')).toContainText('Saved');

  await giveAccess('alice', 'everything', ['echo', 'get-sum']);
  const { token } = await gatewayToken('alice', 'everything');
  const client = await connectClient({ server: 'everything', token });
  const section = page.getByRole('region', { name: 'Arguments and result' });
  // The gateway hears of it within two seconds, and writes a call down some moments after.
  await expect(async () => {
    await client.callTool({
      name: 'echo',
      arguments: { message: `${SAID}, password=hunter2-of-alice` },
    });
    await page.goto(
      `${stack.portal}/ai-tools/activity?role=owned&server=everything&tool=echo`,
    );
    await page
      .getByRole('row')
      .filter({ hasText: 'alice' })
      .first()
      .getByRole('button', { name: /detail/i })
      .click();
    await page
      .getByRole('link', { name: 'Open the page of this call' })
      .click();
    await expect(
      section.getByRole('button', { name: 'Show arguments and result' }),
    ).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await client.close();
  pageOfCall = page.url();
  await section.scrollIntoViewIfNeeded();
  await shots(at, '23-body-hidden');
  await expectAccessible(at);

  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await section
      .getByRole('button', { name: 'Show arguments and result' })
      .click();
    await expect(
      section.getByRole('region', { name: 'Arguments' }),
    ).toContainText(SAID);
    await expect(section.getByRole('region', { name: 'Result' })).toContainText(
      `Echo: ${SAID}`,
    );
    await expect(section).not.toContainText('hunter2-of-alice');
    await expect(section).toContainText('its digest in the audit log matches');
    await section.scrollIntoViewIfNeeded();
    await shot(at, `23-body-shown-${colorScheme}`);
    await expectAccessible(at);
  }
});

test('Alice sees that her call was read, and by whom; reading takes a permission', async ({
  alice: at,
}) => {
  const { page } = at;
  await expect(async () => {
    await page.goto(pageOfCall);
    const section = page.getByRole('region', { name: 'Arguments and result' });
    await expect(section).toContainText('mcp.call.body.read');
    await expect(section.getByRole('listitem').first()).toContainText(/bob/i, {
      timeout: 5_000,
    });
  }).toPass({ timeout: 30_000 });
  await shots(at, '23-body-not-allowed');
  await expectAccessible(at);

  await page.goto(`${stack.portal}/catalog/default/api/everything/my-access`);
  const kept = page.getByRole('region', { name: KEPT });
  await expect(kept).toContainText('encrypted and redacted');
  await expect(kept.getByRole('button')).toHaveCount(0);
});

test('Bob goes back to the default', async ({ bob: at }) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything/my-access`);
  const kept = page.getByRole('region', { name: KEPT });
  await kept.getByRole('button', { name: 'Change what is kept' }).click();
  await kept.getByText('The company’s default', { exact: true }).click();
  await kept.getByRole('button', { name: 'Save' }).click();
  await expect(kept).toContainText('are not kept');
});
