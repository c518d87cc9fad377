import type { Call } from '../pipeline/types';
import type { Upstream } from './Upstream';

/** Says where a decided call goes. */
export class UpstreamChooser {
  static create(options: { http: Upstream }) {
    return new UpstreamChooser(options);
  }

  readonly #http: Upstream;

  private constructor(options: Parameters<typeof UpstreamChooser.create>[0]) {
    this.#http = options.http;
  }

  /** `undefined`: nothing may be reached. */
  async choose(
    call: Call,
  ): Promise<{ upstream: Upstream; url: string } | undefined> {
    const url = call.document?.approvedRevision?.upstream.url;
    return url === undefined ? undefined : { upstream: this.#http, url };
  }
}
