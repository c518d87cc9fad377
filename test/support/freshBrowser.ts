import type { Browser, Page } from '@playwright/test';
import type { Person } from './api';
import { BrowserProblems } from './browserProblems';
import { expect } from './people';
import { stack } from './stack';

/** A browser in which nobody is signed in, such as another person's, or the same one's at another machine. */
export async function freshBrowser(browser: Browser, who: string) {
  const context = await browser.newContext({ locale: 'en-GB' });
  const problems = BrowserProblems.watch({ context, who });
  // A program that has its answer listens no longer when the browser asks for an icon.
  problems.allow(/favicon\.ico/);
  return {
    page: await context.newPage(),
    problems,
    close: async () => {
      await context.close();
      expect(problems.take(), 'errors in the browser').toEqual([]);
    },
  };
}

/** Opens the address that a program names, signs in on the way, and stops where the person is asked. */
export async function openAndSignIn(
  page: Page,
  options: { address: string; person: Person },
): Promise<void> {
  await page.goto(options.address);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page
    .getByRole('button', {
      name: new RegExp(`Continue as ${options.person}`, 'i'),
    })
    .click();
  await expect(page).toHaveURL(new RegExp(`^${stack.portal}/mcp/consent/`));
}
