import { connectClient, inspector } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob sees the count, who asks, for what and what they could then do', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const request = page
    .getByRole('listitem')
    .filter({ hasText: 'Try the echo tool from my editor' });
  await expect(request).toBeVisible();
  await expect(request).toContainText(/alice/i);
  await expect(page.getByRole('tab', { name: /\b1\b/ })).toBeVisible();
  await shots(at, '04-approvals');
  await expectAccessible(at);
});

test('he approves less than was asked: two tools, seven days', async ({
  bob: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/approvals`);
  const request = page
    .getByRole('listitem')
    .filter({ hasText: 'Try the echo tool from my editor' });
  await expect(request).toBeVisible();
  for (const tool of await request.getByRole('checkbox').all()) {
    const name = (await tool.getAttribute('value')) ?? '';
    const wanted = ['echo', 'get-sum'].includes(name);
    if ((await tool.isChecked()) !== wanted)
      await tool.setChecked(wanted, { force: true });
  }
  await request.getByRole('button', { name: /how long|days/i }).click();
  await page.getByRole('option', { name: /^7 days/ }).click();
  await shot(at, '04-narrowed');
  await request.getByRole('button', { name: /^approve/i }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await shot(at, '04-approved');
});

test('Alice connects: a token from the Connect page, her client lists and calls through the gateway', async ({
  alice: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/catalog/default/api/everything/connect`);
  await shots(at, '04-connect');
  await expectAccessible(at);
  await page.getByRole('button', { name: 'Get a token' }).click();
  const shown = page.locator('pre').filter({ hasText: /^eyJ/ });
  await expect(shown).toBeVisible();
  const token = (await shown.innerText()).trim();

  const client = await connectClient({ server: 'everything', token });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['echo', 'get-sum']);
  const answer = await client.callTool({
    name: 'echo',
    arguments: { message: 'hello from Alice' },
  });
  expect(JSON.stringify(answer.content)).toContain('hello from Alice');
  await expect(
    client.callTool({ name: 'get-env', arguments: {} }),
  ).rejects.toThrow(/does not cover/i);
  await client.close();

  const called = await inspector({
    server: 'everything',
    token,
    args: [
      '--method',
      'tools/call',
      '--tool-name',
      'get-sum',
      '--tool-arg',
      'a=2',
      '--tool-arg',
      'b=3',
    ],
  });
  expect(called.code, called.stderr).toBe(0);
  expect(called.stdout).toContain('5');
});

test('the page notices by itself that her client is connected', async ({
  alice: at,
}) => {
  await at.page.goto(`${stack.portal}/catalog/default/api/everything/connect`);
  await expect(at.page.getByText(/^connected/i).first()).toBeVisible({
    timeout: 20_000,
  });
  await shot(at, '04-connected');
});

test('snippets for editors hold no token, and the chat card no JSON', async ({
  alice: { page },
}) => {
  await page.goto(`${stack.portal}/catalog/default/api/everything/connect`);
  const tabs = page.getByRole('tab');
  for (const [client, expected] of [
    [/claude code/i, /\$\{?SALLYPORT_TOKEN/],
    [/vs ?code/i, /promptString|\$\{input:/],
    [/cursor/i, /\$\{env:SALLYPORT_TOKEN\w*\}/],
  ] as const) {
    await tabs.filter({ hasText: client }).click();
    const panel = page.getByRole('tabpanel').last();
    await expect(panel).toContainText(expected);
    await expect(panel).not.toContainText(/eyJ/);
  }
  await tabs.filter({ hasText: /chat/i }).click();
  const chat = page.getByRole('tabpanel').last();
  await expect(chat).toContainText(
    `${stack.gateway}/servers/default/everything/mcp`,
  );
  await expect(chat).not.toContainText('{');
});
