import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, defineConfig } from '@playwright/test';

/** Playwright's own Chromium where it is installed, else the system's. */
const browser = [
  process.env.SALLYPORT_BROWSER,
  chromium.executablePath(),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

/** Where outbound connections are counted, the browser's are told apart from the product's. */
const isCounted = Boolean(process.env.SALLYPORT_BROWSER_GROUP && browser);
if (isCounted) process.env.SALLYPORT_BROWSER_PROGRAM = browser;
const executablePath = isCounted
  ? join(__dirname, 'scripts/lib/test/loopback/browser.sh')
  : browser;

/**
 * What Chromium asks for by itself, whatever it is told: its components, and how to fill in forms. No page does, so that
 * whatever else a page asks for is still seen.
 */
const OWN_SERVICES = [
  'content-autofill.googleapis.com',
  'redirector.gvt1.com',
  'update.googleapis.com',
];

/** Both may run at once, each with a stack of its own: what they leave lies apart. */
const project = (name: string) => ({
  name,
  testDir: `./test/${name}`,
  outputDir: `./test-results/playwright/${name}`,
});

/**
 * `clients` needs no browser: real MCP clients and plain HTTP. `e2e` walks the same outcome as people do.
 * Each runs against one portal, gateway, identity provider and set of servers, started by the global setup,
 * in the order of the files: later files build on what earlier ones did.
 */
export default defineConfig({
  globalSetup: './test/support/startStack.mjs',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE
    ? [['list'], ['json']]
    : [['list']],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
    locale: 'en-GB',
    launchOptions: {
      executablePath,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--host-resolver-rules=${OWN_SERVICES.map(
          host => `MAP ${host} ~NOTFOUND`,
        ).join(', ')}`,
      ],
    },
  },
  projects: [project('clients'), project('e2e')],
});
