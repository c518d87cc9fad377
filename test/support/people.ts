import AxeBuilder from '@axe-core/playwright';
import {
  test as base,
  expect,
  type Browser,
  type Page,
} from '@playwright/test';
import type { Person } from './api';
import { BrowserProblems } from './browserProblems';
import { stack } from './stack';

const SHOTS = 'test-results/screenshots';

/** A person at their browser, signed in to the portal. */
export type AtPortal = { page: Page; problems: BrowserProblems };

/** Signs in through the demo identity provider as people do: the portal's button, then the provider's page, and back. */
export async function signInAtPortal(
  page: Page,
  person: Person,
): Promise<void> {
  await page.goto(stack.portal);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page
    .getByRole('button', { name: new RegExp(`Continue as ${person}`, 'i') })
    .click();
  await expect(page).toHaveURL(/\/ai-tools/, { timeout: 30_000 });
}

const seated = new Map<Person, AtPortal>();

async function sitDown(
  browser: Browser,
  person: Person,
  width: number,
): Promise<AtPortal> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const problems = BrowserProblems.watch({ context, who: person });
  const page = await context.newPage();
  await signInAtPortal(page, person);
  const at = { page, problems };
  seated.set(person, at);
  return at;
}

const personFixture =
  (person: Person, width = 1280) =>
  async (
    { browser }: { browser: Browser },
    use: (at: AtPortal) => Promise<void>,
  ) => {
    const at = await sitDown(browser, person, width);
    await use(at);
    await at.page.context().close();
  };

/**
 * Tests with people who stay signed in from one file to the next, as they would over a day. Dave sits at a phone.
 * A test fails when a page of theirs throws or logs an error.
 */
export const test = base.extend<
  { quietBrowsers: void },
  Record<Person, AtPortal>
>({
  alice: [personFixture('alice'), { scope: 'worker' }],
  bob: [personFixture('bob'), { scope: 'worker' }],
  carol: [personFixture('carol'), { scope: 'worker' }],
  dave: [personFixture('dave', 360), { scope: 'worker' }],
  erin: [personFixture('erin'), { scope: 'worker' }],
  quietBrowsers: [
    async ({}, use) => {
      await use();
      expect(
        [...seated.values()].flatMap(({ problems }) => problems.take()),
        'errors in the browser',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

/** A screenshot in light and in dark, under a name that sorts by journey. */
export async function shot(
  { page }: Pick<AtPortal, 'page'>,
  name: string,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `${SHOTS}/${name}-${colorScheme}.png`,
      animations: 'disabled',
    });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** No serious or critical accessibility violation on the page as it is now. */
export async function expectAccessible({
  page,
}: Pick<AtPortal, 'page'>): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Backstage's own page header: its tabs name panels that it does not render.
    .exclude('[role=tablist][aria-label="Toolbar tabs"]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const serious = violations.filter(
    ({ impact }) => impact === 'serious' || impact === 'critical',
  );
  expect(
    serious.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
}

export { expect };
