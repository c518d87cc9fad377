import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isServed } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { forEachBounded } from '../access/forEachBounded';
import { sanitizeText } from '../evidence/sanitizeText';
import type { ProbeRequest, ProbeService } from '../service/ProbeService';
import { comparedServer } from './comparedServer';
import type { Comparison, ComparisonStore } from './ComparisonStore';
import type { DriftSettings } from './readDriftSettings';
import type { DriftWatch } from './DriftWatch';
import type { ComparedServer } from './types';

const AT_ONCE = 4;
/** Servers of one run; the others come in the next ones, those that wait longest first. */
const MAX_SERVERS = 200;

/**
 * Asks servers for their tools when nobody else does: as the probe door does, without anybody's data or credential. At once
 * after a decision, and then every few minutes.
 */
export class ScheduledComparison {
  static create(options: {
    directory: Pick<AccessDirectory, 'refs' | 'get' | 'stops'>;
    probes: ProbeService;
    watch: Pick<DriftWatch, 'compare'>;
    store: Pick<ComparisonStore, 'all' | 'keep'>;
    settings: DriftSettings;
    clock: () => number;
    logger: LoggerService;
  }) {
    return new ScheduledComparison(options);
  }

  readonly #options: Parameters<typeof ScheduledComparison.create>[0];

  private constructor(
    options: Parameters<typeof ScheduledComparison.create>[0],
  ) {
    this.#options = options;
  }

  /** Compares the servers whose turn it is. */
  async run(signal?: AbortSignal): Promise<void> {
    const { directory, store } = this.#options;
    const last = await store.all();
    const due = directory
      .refs()
      .flatMap(ref => comparedServer(directory.get(ref)) ?? [])
      .filter(server => this.#isDue(server, last.get(server.document.serverId)))
      .sort((a, b) => (comparedAt(a) < comparedAt(b) ? -1 : 1))
      .slice(0, MAX_SERVERS);
    await forEachBounded(due, AT_ONCE, async server => {
      if (!signal?.aborted) await this.#compare(server);
    });

    function comparedAt({ document }: ComparedServer): string {
      return last.get(document.serverId)?.comparedAt ?? '';
    }
  }

  #isDue(server: ComparedServer, last: Comparison | undefined): boolean {
    const { settings, clock, directory } = this.#options;
    const { document, settledAt } = server;
    if (!isServed(document, clock())) return false;
    // Nothing of what was stopped is started, or talked to, to look at it.
    if (directory.stops()?.ofServer(document, clock())) return false;
    if (!last || last.settledAt !== settledAt) return true;
    const isHosted = document.approvedRevision?.upstream.type === 'hosted';
    const everyMs = isHosted ? settings.hostedMs : settings.everyMs;
    return clock() - Date.parse(last.comparedAt) >= everyMs;
  }

  async #compare(server: ComparedServer) {
    const { probes, watch, store, clock, logger } = this.#options;
    const { document, settledAt } = server;
    const { serverId, serverRef } = document;
    let error: string | undefined;
    try {
      const found = await probes.probe(requestOf(server));
      error = found.ok ? undefined : found.error ?? 'It did not answer.';
      if (found.ok) {
        const tools = found.tools ?? [];
        await watch.compare({ document, tools, isWhole: true });
      }
    } catch (failure) {
      error = stringifyError(failure);
      logger.warn(`The tools of ${serverRef} could not be compared: ${error}`);
    }
    await store.keep({
      ...{ serverId, settledAt },
      comparedAt: new Date(clock()).toISOString(),
      ...(error !== undefined && { error: sanitizeText(error, 500) }),
    });
  }
}

function requestOf({ document }: ComparedServer): ProbeRequest {
  const { upstream, credential } = document.approvedRevision ?? {};
  const { serverId } = document;
  if (!upstream) throw new Error('Nothing is approved of it');
  return upstream.type === 'hosted'
    ? { serverId, hosted: upstream.hosted }
    : {
        serverId,
        upstream: { type: upstream.type, url: upstream.url },
        ...(credential && { credential }),
      };
}
