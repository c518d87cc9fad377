import { InputError } from '@backstage/errors';
import type { AskWithoutCredential } from '../operations/askWithoutCredential';
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
    /** Whether a server answers somebody who shows no credential. */
    ask: AskWithoutCredential;
  }): CandidateProbe {
    return new CandidateProbe(options);
  }

  readonly #options: Parameters<typeof CandidateProbe.create>[0];

  private constructor(options: Parameters<typeof CandidateProbe.create>[0]) {
    this.#options = options;
  }

  async probe(request: ProbeRequest): Promise<ProbeResult> {
    const { remote, hosted: local, ask } = this.#options;
    const { upstream, hosted, hosts, ...candidate } = request;
    const { serverId } = candidate;
    if (upstream && !hosted) {
      const result = await remote.probe({ ...candidate, upstream });
      const carriedWord = candidate.credential?.type === 'signed-assertion';
      // One that carried nothing and learnt the tools has seen it already.
      const withoutCredential =
        result.ok && !carriedWord ? 'open' : await ask(upstream);
      return { ...result, observed: { withoutCredential } };
    }
    if (hosted && !upstream) {
      return await local.probe({ serverId, hosted, hosts });
    }
    throw new InputError('A probe needs either upstream or hosted');
  }
}
