import { InputError } from '@backstage/errors';
import type { HostedProbe } from '../runtimes/HostedProbe';
import type {
  ProbeRequest,
  ProbeResult,
  ProbeService,
} from '../service/ProbeService';
import type { McpProbe } from './McpProbe';

/** Tries a candidate where it is, or by running it. */
export class CandidateProbe implements ProbeService {
  static create(options: {
    remote: Pick<McpProbe, 'probe'>;
    hosted: Pick<HostedProbe, 'probe'>;
  }): CandidateProbe {
    return new CandidateProbe(options);
  }

  readonly #options: Parameters<typeof CandidateProbe.create>[0];

  private constructor(options: Parameters<typeof CandidateProbe.create>[0]) {
    this.#options = options;
  }

  async probe(request: ProbeRequest): Promise<ProbeResult> {
    const { remote, hosted: local } = this.#options;
    const { upstream, hosted, hosts, ...candidate } = request;
    const { serverId } = candidate;
    if (upstream && !hosted) {
      return await remote.probe({ ...candidate, upstream });
    }
    if (hosted && !upstream) {
      return await local.probe({ serverId, hosted, hosts });
    }
    throw new InputError('A probe needs either upstream or hosted');
  }
}
