import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import { targetOf } from './types';

/** The servers that the gateway runs, each spoken to as it is approved to be. */
export class HostedServersUpstream implements Upstream {
  static create(options: {
    /** Over standard input and output. */
    stdio: Upstream;
    /** At a port of their own. */
    http: Upstream;
  }): HostedServersUpstream {
    return new HostedServersUpstream(options);
  }

  readonly #options: Parameters<typeof HostedServersUpstream.create>[0];

  private constructor(
    options: Parameters<typeof HostedServersUpstream.create>[0],
  ) {
    this.#options = options;
  }

  send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { stdio, http } = this.#options;
    const isHttp = targetOf(request.call.document)?.hosted.http !== undefined;
    return (isHttp ? http : stdio).send(request);
  }
}
