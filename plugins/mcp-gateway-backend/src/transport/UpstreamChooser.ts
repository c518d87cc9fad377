import type { ApprovedUpstream } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { Upstream } from './Upstream';

type UpstreamType = ApprovedUpstream['type'];

/** Says where a decided call goes. */
export class UpstreamChooser {
  static create(options: { byType: Record<UpstreamType, Upstream> }) {
    return new UpstreamChooser(options);
  }

  readonly #byType: Record<UpstreamType, Upstream>;

  private constructor(options: Parameters<typeof UpstreamChooser.create>[0]) {
    this.#byType = options.byType;
  }

  /** `undefined`: nothing may be reached. */
  choose(call: Call): { upstream: Upstream; url: string } | undefined {
    const approved = call.document?.approvedRevision?.upstream;
    return (
      approved && { upstream: this.#byType[approved.type], url: approved.url }
    );
  }
}
