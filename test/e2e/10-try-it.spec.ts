import { as, gatewayApplied, ok } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { endpointOf, stack } from '../support/stack';

const toolsOf = (server: string) =>
  `${stack.portal}/catalog/default/api/${server}/tools`;

test('without access the tools are there, with what they cost, and each can be asked for', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(toolsOf('orders'));
  await expect(
    page.getByText(/costs a model [\d,]+ tokens in each conversation/),
  ).toBeVisible();
  await expect(page.getByText(/^\d+ tokens$/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Try it/ })).toHaveCount(0);
  await shots(at, '10-tools-without-access');
  await expectAccessible(at);
  await page
    .getByRole('link', { name: 'Ask for access: refund_order' })
    .click();
  await expect(
    page.getByRole('checkbox', { name: /refund_order/ }),
  ).toBeChecked();
});

test('Erin tries a tool: a form of its schema, the gateway, a table', async ({
  erin: at,
}) => {
  await giveAccess('erin', 'orders', ['search_orders', 'refund_order']);
  const { page } = at;
  const sent: { url: string; authorization: string | undefined }[] = [];
  page.on('request', request => {
    if (request.url() === endpointOf('orders')) {
      const { authorization } = request.headers();
      sent.push({ url: request.url(), authorization });
    }
  });
  await page.goto(toolsOf('orders'));
  await expect(
    page.getByRole('link', { name: 'Ask for access: get_order' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Try it: search_orders' }).click();
  const panel = page.getByRole('region', { name: 'Try it: search_orders' });
  await expect(panel.getByRole('button', { name: 'Run' })).toBeVisible();
  await shot(at, '10-try-form');
  await expectAccessible(at);

  await panel.getByRole('button', { name: 'Run' }).click();
  await expect(panel.getByRole('grid')).toBeVisible();
  await expect(panel.getByText(/^Answered in/).first()).toBeVisible();
  await panel.scrollIntoViewIfNeeded();
  await shot(at, '10-try-table');
  await expectAccessible(at);

  // A gateway token, never the portal's own.
  const portal = await as('erin');
  const tokens = new Set(sent.map(({ authorization }) => authorization));
  expect(tokens.size).toBe(1);
  expect([...tokens][0]).toMatch(/^Bearer ey/);
  expect(tokens).not.toContain(`Bearer ${portal.token}`);
});

test('what she did is in Activity like any other call, and her token ends when she leaves', async ({
  erin: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/activity`);
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: 'search_orders' })
      .filter({ hasText: /allowed/i })
      .first(),
  ).toBeVisible();
  const { gateway } = await as('erin');
  await expect
    .poll(async () =>
      (
        await ok(gateway.GET('/tokens'))
      ).items.filter(
        ({ client, revoked }) => client === 'Portal: Try it' && !revoked,
      ),
    )
    .toEqual([]);
});

test('a tool that can destroy is confirmed; a refusal says why and where to ask', async ({
  erin: at,
}) => {
  const { page, problems } = at;
  await page.goto(`${toolsOf('orders')}?try=refund_order`);
  const panel = page.getByRole('region', { name: 'Try it: refund_order' });
  const fields = panel.getByRole('textbox');
  await expect(fields.first()).toBeVisible();
  await panel.getByRole('button', { name: 'Run' }).click();
  await expect(panel.getByRole('alert').first()).toBeVisible();
  await panel
    .getByRole('textbox', { name: /order/i })
    .first()
    .fill('ORD-999999999');
  await panel.getByRole('textbox', { name: /reason/i }).fill('Trying it out');
  await panel.getByRole('button', { name: 'Run' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('"Trying it out"');
  await shot(at, '10-try-confirm');
  await expectAccessible(at);
  await dialog.getByRole('button', { name: 'Yes, run refund_order' }).click();
  await expect(
    panel.getByText('The tool answered with an error').first(),
  ).toBeVisible();
  await shot(at, '10-try-tool-error');

  // Her open stream ends with her access, and is not opened again.
  problems.allow(
    /net::ERR_INCOMPLETE_CHUNKED_ENCODING/,
    /the server responded with a status of 40[34] .*\/mcp\)/,
  );
  // The page reads every few seconds what she may; here it goes on believing what it knew.
  const own = `${stack.portal}/api/mcp-registry/servers/default/orders`;
  const known = await page.waitForResponse(own).then(got => got.text());
  await page.route(own, route =>
    route.fulfill({ contentType: 'application/json', body: known }),
  );
  const { registry } = await as('bob');
  const { items } = await ok(
    registry.GET('/grants', {
      params: { query: { role: 'server', serverRef: 'api:default/orders' } },
    }),
  );
  for (const grant of items) {
    if (grant.subject !== 'user:default/erin' || grant.state !== 'active') {
      continue;
    }
    const revoked = await ok(
      registry.POST('/grants/{id}/revoke', {
        params: { path: { id: grant.id } },
        body: { reason: 'The trial is over' },
      }),
    );
    await gatewayApplied(revoked.revokedSequence!);
  }
  await panel.getByRole('button', { name: 'Run again' }).click();
  await dialog.getByRole('button', { name: 'Yes, run refund_order' }).click();
  const refusal = page
    .getByRole('alert')
    .filter({ hasText: 'The gateway refused the call' });
  await expect(refusal).toContainText('Request id:');
  await expect(
    refusal.getByRole('link', { name: 'Ask for access' }),
  ).toHaveAttribute('href', /server=api%3Adefault%2Forders&tool=refund_order/);
  await refusal.scrollIntoViewIfNeeded();
  await shot(at, '10-try-refused');
  await expectAccessible(at);
  await page.unroute(own);
  await page.goto(`${stack.portal}/ai-tools`);
});

test('pictures, progress and cancelling, on a phone too', async ({
  dave: at,
}) => {
  await giveAccess('dave', 'everything');
  const { page } = at;
  const tryImage = async () => {
    await page.goto(`${toolsOf('everything')}?try=get-tiny-image`);
    const image = page.getByRole('region', { name: 'Try it: get-tiny-image' });
    await image.getByRole('button', { name: 'Run' }).click();
    await expect(image.getByRole('img')).toHaveAttribute(
      'src',
      /^data:image\/png;base64,/,
    );
    await image.scrollIntoViewIfNeeded();
  };
  await tryImage();
  await shot(at, '10-try-image-phone');
  await expectAccessible(at);
  expect(
    await page.evaluate(
      () => document.documentElement.scrollWidth <= window.innerWidth,
    ),
    'nothing is wider than the phone',
  ).toBe(true);
  // Dark from the start: when the colours change, the page begins anew.
  await page.emulateMedia({ colorScheme: 'dark' });
  await tryImage();
  await shot(at, '10-try-image-phone-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  const name = 'trigger-long-running-operation';
  await page.goto(`${toolsOf('everything')}?try=${name}`);
  const long = page.getByRole('region', { name: `Try it: ${name}` });
  await long.getByRole('button', { name: 'Run' }).click();
  const progress = long.getByRole('progressbar', { name: 'Progress' });
  await expect(progress).toHaveAttribute('max', /\d/);
  await shot(at, '10-try-progress-phone');
  await long.getByRole('button', { name: 'Cancel' }).click();
  await expect(long.getByText('You cancelled the call').first()).toBeVisible();
});
