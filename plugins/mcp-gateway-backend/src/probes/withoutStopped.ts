import {
  hostedServerSchema,
  runtimeUrl,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { ProbeRequest, ProbeService } from '../service/ProbeService';

/**
 * Probes but for what comes from a stopped package or publisher, or leads to a stopped host: that is neither started nor talked to,
 * not even to look at it. A server or a revision that was stopped may be looked at: that is how it is mended.
 */
export function withoutStopped(options: {
  probes: ProbeService;
  directory: Pick<AccessDirectory, 'stops'>;
  clock: () => number;
}): ProbeService {
  const { probes, directory, clock } = options;
  const stopOf = ({ hosted, upstream, credential }: ProbeRequest) => {
    const stops = directory.stops();
    // What is no definition is not started: the probe itself says so.
    const { data: defined } = hostedServerSchema.safeParse(hosted);
    const where = defined
      ? {
          type: 'hosted' as const,
          url: runtimeUrl('candidate'),
          hosted: defined,
        }
      : upstream;
    return where && URL.canParse(where.url)
      ? stops?.ofOrigins({ upstream: where, credential }, clock())
      : undefined;
  };
  return {
    probe: async request => {
      const stop = stopOf(request);
      if (!stop) return await probes.probe(request);
      const { kind, subject, message } = stop;
      const why = message === undefined ? '' : ` ${message}`;
      return { ok: false, error: `The ${kind} ${subject} was stopped.${why}` };
    },
  };
}
