import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { type GatewayPaths } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  describeTools,
  probeObservationsSchema,
  snapshotToolSurface,
  type ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import type { InstalledContent } from '../checks/contents/sbom/writeCycloneDx';
import type { Clock } from '../service/Clock';
import { hostedOf } from '../servers/hostedOf';
import type { ServerFacts } from '../servers/ServerRecord';
import { createGatewayClient } from '../access/createGatewayClient';

type ProbeRequest = NonNullable<
  GatewayPaths['/probes']['post']['requestBody']
>['content']['application/json'];

const PROBE_TIMEOUT_MS = 30_000;
/** Its package may have to be fetched first. */
const HOSTED_PROBE_TIMEOUT_MS = 120_000;

const text = z.string().max(300);
const installedSchema = z.object({
  integrity: z.string().min(10).max(500),
  contents: z
    .array(
      z.object({
        name: text.min(1),
        version: text.min(1),
        integrity: z.string().max(1000).optional(),
        licence: text.optional(),
      }),
    )
    .max(5000)
    .optional(),
});

const probeResultSchema = z.object({
  ok: z.boolean(),
  error: z.string().max(2000).optional(),
  runtime: z.object({ ready: z.boolean() }).optional(),
  installed: installedSchema.optional(),
  observed: probeObservationsSchema.optional(),
  serverInfo: z.record(z.string(), z.unknown()).optional(),
  protocolVersion: z.string().max(100).optional(),
  instructions: z.string().max(100_000).optional(),
  tools: z.array(z.unknown()).max(2000).optional(),
});

/** What a probe found. */
export type ProbedSurface = ToolSurface & {
  /** Of a server that the gateway runs: the package and all that it brings along. Kept apart from the surface. */
  contents?: readonly InstalledContent[];
};

/** Learns a server's tools. */
export interface Prober {
  /** Never throws: what could not be learnt is said in the surface. */
  probe(options: {
    serverId: string;
    facts: ServerFacts;
  }): Promise<ProbedSurface>;
}

/** Asks the gateway to connect to a candidate, through its probe door. */
export class GatewayProber implements Prober {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    clock: Clock;
  }): GatewayProber {
    return new GatewayProber(options);
  }

  readonly #options: Parameters<typeof GatewayProber.create>[0];

  private constructor(options: Parameters<typeof GatewayProber.create>[0]) {
    this.#options = options;
  }

  async probe(options: {
    serverId: string;
    facts: ServerFacts;
  }): Promise<ProbedSurface> {
    const { serverId, facts } = options;
    const probedAt = this.#options.clock.now().toISOString();
    const unknown = (probeError: string): ToolSurface => ({
      known: false,
      tools: [],
      probedAt,
      probeError,
    });
    const { upstream, credential } = facts;
    const hosted = hostedOf(facts);
    if (!upstream && !hosted) {
      return unknown(
        'This server has neither an address to connect to nor a package to run, so its tools cannot be learnt yet.',
      );
    }
    try {
      const result = await this.#ask({
        serverId,
        ...(upstream ? { upstream, credential } : { hosted }),
      });
      const { runtime, installed, observed } = result;
      const about = {
        ...(runtime && { runtime }),
        ...(installed && {
          installed: { integrity: installed.integrity },
          ...(installed.contents && { contents: installed.contents }),
        }),
        ...(observed && { observed }),
      };
      if (!result.ok) {
        return {
          ...unknown(result.error ?? 'The server could not be reached.'),
          ...about,
        };
      }
      return await readSurface(result, { about: { ...about, probedAt } });
    } catch (error) {
      return unknown(
        `The tools could not be learnt: ${stringifyError(error).slice(0, 500)}`,
      );
    }
  }

  async #ask(
    candidate: ProbeRequest,
  ): Promise<z.infer<typeof probeResultSchema>> {
    const client = await createGatewayClient(this.#options);
    const { data, error, response } = await client.POST('/probes', {
      body: candidate,
      signal: AbortSignal.timeout(
        candidate.hosted ? HOSTED_PROBE_TIMEOUT_MS : PROBE_TIMEOUT_MS,
      ),
    });
    if (error !== undefined || data === undefined) {
      throw new Error(
        `the gateway answered ${response.status}${
          error?.error?.message ? `: ${error.error.message}` : ''
        }`,
      );
    }
    return probeResultSchema.parse(data);
  }
}

/**
 * What the server answered, as a surface. What has no canonical form, or no end, is a finding about the server and no trouble of ours:
 * it is told apart from a server that could not be reached.
 */
async function readSurface(
  result: z.infer<typeof probeResultSchema>,
  options: { about: Partial<ProbedSurface> },
): Promise<ProbedSurface> {
  const { about } = options;
  try {
    const surface: ProbedSurface = {
      ...about,
      known: true,
      tools: await describeTools(result.tools ?? []),
      instructions: result.instructions,
      serverInfo: result.serverInfo,
      protocolVersion: result.protocolVersion,
    };
    // Instructions are hashed with the snapshot: what cannot be is found here, where it can be said.
    await snapshotToolSurface(surface);
    return surface;
  } catch (error) {
    return {
      ...about,
      known: false,
      tools: [],
      outcome: 'fail',
      probeError: (error instanceof Error
        ? error.message
        : String(error)
      ).slice(0, 500),
    };
  }
}
