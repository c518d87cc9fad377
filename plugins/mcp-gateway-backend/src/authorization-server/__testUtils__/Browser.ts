const MAX_REDIRECTS = 10;
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';

interface Cookie {
  value: string;
  path: string;
}

/** Where a browser stopped. */
export interface Stop {
  url: URL;
  /** Absent where the browser was sent to another origin, which is not asked. */
  status?: number;
  text: string;
  headers: Headers;
}

/** A person's browser as far as the gateway's origin is concerned: it follows redirects there, and keeps cookies by path. */
export class Browser {
  static create(options: { origin: string }): Browser {
    return new Browser(options.origin);
  }

  readonly #origin: string;
  readonly #cookies = new Map<string, Cookie>();

  private constructor(origin: string) {
    this.#origin = origin;
  }

  /** Goes to an address, and on until it is sent away from the gateway or shown a page. */
  async open(address: string | URL): Promise<Stop> {
    let url = new URL(address);
    for (let hops = 0; hops < MAX_REDIRECTS; hops++) {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: this.#cookiesFor(url),
          'user-agent': USER_AGENT,
        },
      });
      this.#keep(response, url);
      const text = await response.text();
      const { status, headers } = response;
      const location = headers.get('location');
      if (location === null) return { url, status, text, headers };
      url = new URL(location, url);
      if (url.origin !== this.#origin) return { url, text: '', headers };
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects`);
  }

  #cookiesFor(url: URL): string {
    return [...this.#cookies]
      .filter(
        ([, { path }]) =>
          url.pathname === path || url.pathname.startsWith(`${path}/`),
      )
      .map(([key, { value }]) => `${key.split('|')[0]}=${value}`)
      .join('; ');
  }

  #keep(response: Response, url: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(/; */);
      const [name, value] = pair.split(/=(.*)/s);
      const of = (wanted: string) =>
        attributes
          .find(text => text.toLowerCase().startsWith(`${wanted}=`))
          ?.slice(wanted.length + 1);
      const path = of('path') ?? url.pathname;
      const key = `${name}|${path}`;
      const isOver = Date.parse(of('expires') ?? '') < Date.now();
      if (isOver) this.#cookies.delete(key);
      else this.#cookies.set(key, { value, path });
    }
  }
}
