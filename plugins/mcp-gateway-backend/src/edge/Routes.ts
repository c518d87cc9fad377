import { RecentMap } from '../access/RecentMap';
import { routeOf, type Route } from './endpoints';

/** Paths are few; whoever sends others costs no more memory than this. */
const MAX_PATHS = 1_000;
const MAX_PATH_LENGTH = 200;

/** What the listener's paths are about, read once each. */
export class Routes {
  static create(publicUrl: string) {
    return new Routes(publicUrl);
  }

  readonly #publicUrl: string;
  readonly #known = new RecentMap<string, Route>({ max: MAX_PATHS });

  private constructor(publicUrl: string) {
    this.#publicUrl = publicUrl;
  }

  /** @param url - as it stands in the request's first line. */
  of(url: string): Route {
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    let route = this.#known.get(path);
    if (!route) {
      route = routeOf(path, this.#publicUrl);
      if (path.length <= MAX_PATH_LENGTH) this.#known.set(path, route);
    }
    return route;
  }
}
