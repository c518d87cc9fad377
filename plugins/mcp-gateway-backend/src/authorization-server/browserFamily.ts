import Bowser from 'bowser';

const MAX_LENGTH = 500;
const BROWSERS = new Set<string>(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set<string>(Object.values(Bowser.OS_MAP));

/** A browser as its person would know it again, and nothing that would tell it from others of its kind. */
export interface BrowserFamily {
  /** Such as Firefox. */
  browser?: string;
  /** Such as macOS. */
  system?: string;
}

/**
 * The family of a browser, and its operating system, from its `User-Agent`. A version or a device is never kept; what the
 * library does not know by name is nothing, since anybody can write anything there.
 */
export function browserFamily(userAgent: string | undefined): BrowserFamily {
  if (!userAgent || userAgent.length > MAX_LENGTH) return {};
  const { browser, os } = Bowser.parse(userAgent);
  return {
    ...(BROWSERS.has(browser.name ?? '') && { browser: browser.name }),
    ...(SYSTEMS.has(os.name ?? '') && { system: os.name }),
  };
}
