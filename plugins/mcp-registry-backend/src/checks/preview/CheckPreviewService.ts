import { randomUUID } from 'node:crypto';
import {
  effectiveRisk,
  gate,
  mcpServerSubmitPermission,
  nameRevision,
  type RegistrySchemas,
  revisionSnapshotSchema,
  snapshotToolSurface,
  type ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckSubject } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import type { Prober } from '../../revisions/GatewayProber';
import { reachedBy } from '../../servers/reachedBy';
import type { ReachedSystems } from '../../servers/ReachedSystems';
import { readDefinition } from '../../servers/readDefinition';
import type { ServerFacts } from '../../servers/ServerRecord';
import { belongsTo, type Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import type { Policy } from '../../service/Policy';
import { registryError } from '../../service/registryError';
import type { BoundResult } from '../boundResult';
import type { CheckCatalog } from '../CheckCatalog';
import { observationsOf } from '../observationsOf';
import { OtherServers } from '../OtherServers';
import type { CheckSettings } from '../readCheckSettings';
import { runCheck } from '../runCheck';
import { PreviewAllowance } from './PreviewAllowance';
import { previewItem } from './previewItem';

/** Somebody waits for it. */
const MAX_SECONDS = 20;
const UNKNOWN: ToolSurface = { known: false, tools: [] };

/** Says what the checks would find of a server before it is registered. Nothing of it is kept, and nobody is asked to decide. */
export class CheckPreviewService {
  static create(options: {
    knex: Knex;
    catalog: CheckCatalog;
    settings: CheckSettings;
    clock: Clock;
    policy: Policy;
    prober: Prober;
    reached: Pick<ReachedSystems, 'of'>;
  }): CheckPreviewService {
    return new CheckPreviewService(options);
  }

  readonly #options: Parameters<typeof CheckPreviewService.create>[0];
  readonly #allowance: PreviewAllowance;
  readonly #others: OtherServers;

  private constructor(
    options: Parameters<typeof CheckPreviewService.create>[0],
  ) {
    this.#options = options;
    this.#allowance = PreviewAllowance.create(options);
    this.#others = OtherServers.create(options);
  }

  /** `probe`: the gateway tries it out, by the rules of every probe; else its tools are not known. */
  async preview(
    caller: Caller,
    request: RegistrySchemas['CheckPreviewRequest'],
  ): Promise<RegistrySchemas['CheckPreview']> {
    const { policy, prober } = this.#options;
    await policy.require(caller, mcpServerSubmitPermission);
    const serverId = randomUUID();
    const { facts, ...identity } = readDefinition(request.definition, {
      serverId,
    });
    if (!belongsTo(caller, facts.owner)) {
      throw registryError('server.owner-not-yours');
    }
    const isTrial = request.probe ?? false;
    const done = this.#allowance.take(caller.userEntityRef, { isTrial });
    try {
      const toolSurface = isTrial
        ? await prober.probe({ serverId, facts })
        : UNKNOWN;
      return await this.#check({ serverId, facts, ...identity }, toolSurface);
    } finally {
      done();
    }
  }

  async #check(
    about: {
      serverId: string;
      serverRef: string;
      origin: string;
      facts: ServerFacts;
    },
    toolSurface: ToolSurface,
  ): Promise<RegistrySchemas['CheckPreview']> {
    const { catalog, settings, clock } = this.#options;
    const { serverId, serverRef, origin, facts } = about;
    const [{ snapshot, digest }] = await nameRevision(
      revisionSnapshotSchema.omit({ version: true }).parse({
        ...{ serverId, serverRef, origin },
        ...facts,
        ...(toolSurface.installed && { installed: toolSurface.installed }),
        toolSurface: await snapshotToolSurface(toolSurface),
      }),
    );
    const probed = toolSurface.probedAt !== undefined;
    const results = await this.#run({
      ...{ digest, snapshot, toolSurface },
      observed: observationsOf({ facts, toolSurface }),
      others: () => this.#others.than(serverId),
    });
    const reached = (await this.#options.reached.of(facts.reaches)) ?? {};
    const { tier } = effectiveRisk(
      snapshot,
      undefined,
      reachedBy({ reached, facts }),
    );
    const required = settings.required[tier];
    const manifests = catalog.manifests();
    const items = manifests.map(manifest =>
      previewItem(manifest, {
        result: results.get(manifest.id),
        required: required.includes(manifest.id),
        probed,
        now: clock.now(),
      }),
    );
    const { decision, reasons } = gate({
      ...{ digest, required, exceptions: [], now: clock.now() },
      installed: manifests,
      results: items.flatMap(item =>
        item.outcome === undefined
          ? []
          : [
              {
                digest,
                checkId: item.id,
                checkVersion: item.version,
                outcome: item.outcome,
                summary: item.summary ?? '',
                findings: item.findings ?? [],
                dataAt: item.dataAt,
              },
            ],
      ),
    });
    return {
      probed,
      toolSurface,
      risk: { tier },
      gate: { decision, reasons: [...reasons] },
      items,
    };
  }

  /** As many at once as the worker runs: a form must not keep those from their turn who are registered. */
  async #run(subject: CheckSubject): Promise<Map<string, BoundResult>> {
    const { catalog, settings } = this.#options;
    const results = new Map<string, BoundResult>();
    const timeoutMs = Math.min(settings.timeoutSeconds, MAX_SECONDS) * 1000;
    const waiting = catalog.manifests().map(({ id }) => id);
    await Promise.all(
      Array.from({ length: settings.concurrency }, async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const check = catalog.get(id);
          if (check)
            results.set(id, await runCheck(check, { subject, timeoutMs }));
        }
      }),
    );
    return results;
  }
}
