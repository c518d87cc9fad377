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

/** Colours that are on their way from dark to light are no finding. */
const settle = (page: Page) =>
  page.evaluate(async () => {
    const ends = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
      .map(({ finished }) => finished.catch(() => undefined));
    const patience = new Promise(resolve => setTimeout(resolve, 2_000));
    await Promise.race([Promise.all(ends), patience]);
  });

/** A screenshot of the page as it is now, under a name that sorts by journey. */
export async function shot(
  { page }: Pick<AtPortal, 'page'>,
  name: string,
): Promise<void> {
  await page.screenshot({
    path: `${SHOTS}/${name}.png`,
    animations: 'disabled',
  });
}

/** When the colours change, Backstage mounts the page anew: about as much as there was has to be there again, and nothing loading. */
const mountedAgain = (page: Page, length: number) =>
  page
    .waitForFunction(
      least =>
        !document.querySelector('.bui-Skeleton, .MuiCircularProgress-root') &&
        document.body.innerText.length >= least,
      length / 2,
      { timeout: 5_000 },
    )
    // What was unfolded may be folded now, and then there is less.
    .catch(() => {});

/**
 * The same in light and in dark. For pages that have nothing filled in: when the colours change, Backstage mounts the
 * page anew.
 */
export async function shots(
  at: Pick<AtPortal, 'page'>,
  name: string,
): Promise<void> {
  await shot(at, name);
  const length = await at.page.evaluate(() => document.body.innerText.length);
  for (const colorScheme of ['dark', 'light'] as const) {
    await at.page.emulateMedia({ colorScheme });
    await settle(at.page);
    // A live list always has a question open.
    await at.page
      .waitForLoadState('networkidle', { timeout: 3_000 })
      .catch(() => {});
    await mountedAgain(at.page, length);
    if (colorScheme === 'dark') await shot(at, `${name}-dark`);
  }
}

/** No serious or critical accessibility violation on the page as it is now. */
export async function expectAccessible({
  page,
}: Pick<AtPortal, 'page'>): Promise<void> {
  await settle(page);
  // Backstage's own spinner has no name; under load it is still there when the rest is.
  await page
    .locator('.MuiCircularProgress-root')
    .first()
    .waitFor({ state: 'detached', timeout: 10_000 })
    .catch(() => {});
  const { violations } = await new AxeBuilder({ page })
    // Backstage's own: the page header's tabs name panels that it does not render, and counts in the
    // sidebar are not in their links' names.
    .exclude('[role=tablist][aria-label="Toolbar tabs"]')
    .exclude('nav[aria-label="sidebar nav"] a')
    // What React Aria says aloud: it refers to buttons that may be gone by now.
    .exclude('[data-live-announcer]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 300)}`),
    );
  expect(found, 'accessibility').toEqual([]);
}

export { expect };
