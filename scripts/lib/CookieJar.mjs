/** The cookies of one browser, as far as a sign-in needs them: by origin, without paths. */
export class CookieJar {
  #byOrigin = new Map();

  header(url) {
    const cookies = this.#byOrigin.get(new URL(url).origin) ?? new Map();
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  take(url, response) {
    const { origin } = new URL(url);
    const cookies = this.#byOrigin.get(origin) ?? new Map();
    this.#byOrigin.set(origin, cookies);
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const expires = attributes
        .map(text => text.trim())
        .find(text => /^expires=/i.test(text));
      const gone = expires && Date.parse(expires.slice(8)) < Date.now();
      if (gone || pair.slice(at + 1) === '') cookies.delete(name);
      else cookies.set(name, pair.slice(at + 1));
    }
  }
}
