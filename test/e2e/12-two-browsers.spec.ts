import { as, ok } from '../support/api';
import { freshBrowser } from '../support/freshBrowser';
import { giveAccess } from '../support/giveAccess';
import { listenForAnswer } from '../support/listenForAnswer';
import {
  expect,
  expectAccessible,
  shots,
  signInAtPortal,
  test,
} from '../support/people';
import { rememberOAuth } from '../support/rememberOAuth';
import { sdk1 } from '../support/sdks';
import { endpointOf, stack } from '../support/stack';

/** The ids of what Alice let in. */
async function connected(): Promise<string[]> {
  const { gateway } = await as('alice');
  const { items } = await ok(gateway.GET('/consents'));
  return items.map(({ id }) => id);
}

const START_AGAIN = 'Start again from your app';

test('C7: Mallory begins and Alice allows: neither browser gets a code, and both are told to start again', async ({
  browser,
}) => {
  await giveAccess('alice', 'orders', ['search_orders']);
  const mallory = await freshBrowser(browser, 'mallory');
  const alice = await freshBrowser(browser, 'alice');
  const program = await listenForAnswer();
  try {
    const before = await connected();
    const memory = rememberOAuth(program.redirectUri);
    const { provider } = memory;
    const client = sdk1({ url: endpointOf('orders'), provider, fetch });
    await expect(client.connect()).rejects.toThrow('Unauthorized');

    // Mallory's browser begins, is sent to the portal, and goes no further.
    const begun = mallory.page.waitForURL(
      new RegExp(`^${stack.portal}/mcp/consent/`),
    );
    await mallory.page.goto(memory.address());
    await begun;
    const link = mallory.page.url();

    // Alice is signed in, follows the link, and allows what she sees.
    await signInAtPortal(alice.page, 'alice');
    await alice.page.goto(link);
    alice.problems.allow(/\/consent\//, /favicon\.ico/);
    await alice.page.getByRole('button', { name: 'Allow' }).click();
    await expect(alice.page.getByText(START_AGAIN)).toBeVisible();
    await expect(
      alice.page.getByText('If somebody sent you this link'),
    ).toBeVisible();
    await shots(alice, '12-start-again');
    await expectAccessible(alice);

    // Not even with the ticket, which Mallory would have to see in Alice's address line.
    mallory.problems.allow(/\/(?:consent|authorize)\//, /favicon\.ico/);
    const ticket = alice.page.url();
    expect(new URL(ticket).searchParams.get('ticket')).toBeTruthy();
    const id = link.split('/').at(-1);
    for (const address of [
      ticket,
      `${stack.gateway}/consent/${id}`,
      `${stack.gateway}/authorize/${id}`,
    ]) {
      await mallory.page.goto(address);
      await expect(
        mallory.page.getByText(/Start again from your app/),
      ).toBeVisible();
    }
    expect(program.hasArrived()).toBe(false);

    expect(await connected()).toEqual(before);
  } finally {
    program.stop();
    await mallory.close();
    await alice.close();
  }
});
