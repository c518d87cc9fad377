import type { BrowserContext } from '@playwright/test';

/**
 * What Chromium says in the console about answers that are no problem of the page:
 * before the first sign-in the portal asks whether there is a session, and there is none;
 * tests ask for a server that does not exist on purpose.
 */
const EXPECTED = [/\/api\/auth\/[a-z]+\/refresh/, /\/no-such-server/];

/** Collects uncaught exceptions and console errors of every page of a context. */
export class BrowserProblems {
  readonly #found: string[] = [];
  #allowed: RegExp[] = [];

  static watch(options: {
    context: BrowserContext;
    who: string;
  }): BrowserProblems {
    const problems = new BrowserProblems();
    options.context.on('weberror', error =>
      problems.#add(
        `${options.who}: ${error.error().stack ?? error.error().message}`,
      ),
    );
    options.context.on('console', message => {
      if (message.type() !== 'error') return;
      problems.#add(
        `${options.who}: ${message.text()} (${message.location().url})`,
      );
    });
    return problems;
  }

  /** For a test that provokes an error on purpose: what the console may say about it. */
  allow(...patterns: RegExp[]): void {
    this.#allowed = patterns;
  }

  /** What was found since the last time. */
  take(): string[] {
    const found = this.#found
      .splice(0)
      .filter(text => !this.#allowed.some(pattern => pattern.test(text)));
    this.#allowed = [];
    return found;
  }

  #add(text: string): void {
    if (!EXPECTED.some(pattern => pattern.test(text))) this.#found.push(text);
  }
}
