import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type AccessDocument,
  departureOf,
  findTool,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { sanitizeText } from '../evidence/sanitizeText';
import { advance } from './advance';
import { approvalOf, comparedServer } from './comparedServer';
import { onlyHints } from './onlyHints';
import type { SightingStore } from './SightingStore';
import type { Standings } from './Standings';
import { type ReadTool, SurfaceReader } from './SurfaceReader';
import type { ComparedServer, ToolNews } from './types';

const POLL_MS = 1_000;
const MAX_UNSAVED = 1_000;
/** Tools of one server that nobody approved: they are not served in any case, and may be invented without end. */
const MAX_ADDED = 200;

type Listener = (serverIds: ReadonlySet<string>) => void;

/**
 * Compares what servers list with what was approved, tool by tool, and keeps what departs away from everybody: in the list
 * itself before it is handed on, and on all replicas through the database.
 */
export class DriftWatch {
  static create(options: {
    store: Pick<SightingStore, 'changesAfter' | 'note'>;
    standings: Standings;
    clock: () => number;
    logger: LoggerService;
  }) {
    return new DriftWatch(options);
  }

  readonly #options: Parameters<typeof DriftWatch.create>[0];
  readonly #reader = SurfaceReader.create();
  readonly #listeners = new Set<Listener>();
  /** What could not be written down yet: it holds here, and is tried again. */
  #unsaved: { server: ComparedServer; news: readonly ToolNews[] }[] = [];
  #version = -1;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isOutage = false;

  private constructor(options: Parameters<typeof DriftWatch.create>[0]) {
    this.#options = options;
  }

  /** Reads what all replicas know, before the first call. Throws when it cannot: then nothing may be served. */
  async start(): Promise<void> {
    await this.#follow();
    this.#schedule();
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Tells about servers of which a tool was held back or let go. Returns the function that ends it. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Compares a list, or a page of one, and returns what of it may be shown to those who may see it: the same array where
   * that is everything.
   *
   * @param options - `isWhole`: the gateway asked itself and this is all; then what is not in it is missing
   */
  async compare(options: {
    document: AccessDocument | undefined;
    tools: readonly unknown[];
    isWhole?: boolean;
  }): Promise<readonly unknown[]> {
    const { document, tools, isWhole } = options;
    const server = comparedServer(document);
    if (!server) return tools;
    const read = (await this.#reader.read(tools)).map(tool =>
      inApprovedEra(server, tool),
    );
    // Servers offer more to clients that can more (sampling, roots): what nobody approved is news in the gateway's own list.
    const isKnown = (tool: string) =>
      findTool(server.tools, tool) !== undefined ||
      this.#options.standings.of(server.document.serverId, tool) !== undefined;
    const news = newsOf(read).filter(({ tool }) => isWhole || isKnown(tool));
    if (isWhole) news.push(...missing(server, read, this.#options.standings));
    await this.#note(server, news);
    const kept = tools.flatMap((item, index) => {
      const shown = this.#shown(server, item, read[index]);
      return shown === undefined ? [] : [shown];
    });
    const isSame =
      kept.length === tools.length &&
      kept.every((item, index) => item === tools[index]);
    return isSame ? tools : kept;
  }

  /** Somebody decided about a server: what is written down of its tools is judged anew. */
  async decided(document: AccessDocument | undefined): Promise<void> {
    const server = comparedServer(document);
    if (!server) return;
    const { standings } = this.#options;
    const names = standings.toolsOf(server.document.serverId);
    await this.#note(
      server,
      names.map(tool => ({ tool, event: { type: 'decided' } })),
    );
  }

  /** The list's own bytes are judged, whatever is remembered: a replica that knows nothing yet shows nothing unapproved. */
  #shown(
    server: ComparedServer,
    item: unknown,
    tool: ReadTool | undefined,
  ): unknown {
    if (!tool) return undefined;
    const { approved } = approvalOf(server, tool.name);
    const departs =
      departureOf(tool.print, approved) ??
      this.#options.standings.departure(server, tool.name);
    if (departs) return undefined;
    const { annotationsDigest } = findTool(server.tools, tool.name) ?? {};
    return annotationsDigest === tool.annotationsDigest
      ? item
      : onlyHints(item);
  }

  async #note(server: ComparedServer, news: readonly ToolNews[]) {
    const { store, standings, clock, logger } = this.#options;
    const { serverId, serverRef } = server.document;
    const isFull = standings.count(serverId) >= server.tools.length + MAX_ADDED;
    const moving = advance(server, news, tool =>
      standings.of(serverId, tool),
    ).filter(
      ({ tool, standing }) =>
        standing.departure !== 'added' ||
        !isFull ||
        standings.of(serverId, tool) !== undefined,
    );
    if (moving.length === 0) return;
    const at = new Date(clock()).toISOString();
    // Here at once: whatever the database does, this replica serves nothing that it has seen to depart.
    this.#tell(
      standings.apply(
        moving.map(({ tool, standing }) => ({
          ...{ serverId, tool, standing },
          since: at,
        })),
      ),
    );
    const names = new Set(moving.map(({ tool }) => tool));
    const all = news.filter(({ tool }) => names.has(tool));
    try {
      const written = await store.note(server, all, at);
      this.#tell(standings.apply(written));
      for (const { tool, standing, since } of written) {
        // That a tool is first seen, as it was approved, is no news.
        if (since === at && standing.reason !== 'seen-as-approved') {
          logger.info(
            `The tool ${sanitizeText(tool, 200)} of ${serverRef} is ${
              standing.departure ? `held back: ${standing.departure}` : 'served'
            } (${standing.reason})`,
          );
        }
      }
    } catch (error) {
      this.#unsaved.push({ server, news: all });
      if (this.#unsaved.length > MAX_UNSAVED) this.#unsaved.shift();
      logger.error(
        `What ${serverRef} lists could not be written down; this replica holds it back, and tries again: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  #schedule() {
    if (this.#isStopped) return;
    this.#timer = setTimeout(
      () =>
        void this.#follow()
          .then(
            () => this.#noteOutage(undefined),
            error => this.#noteOutage(error),
          )
          .finally(() => this.#schedule()),
      POLL_MS,
    );
    this.#timer.unref();
  }

  /** Said once when it begins, and once when it is over. */
  #noteOutage(error: unknown) {
    const { logger } = this.#options;
    const isOutage = error !== undefined;
    if (isOutage === this.#isOutage) return;
    this.#isOutage = isOutage;
    if (isOutage) {
      logger.warn(
        `What other replicas hold back cannot be read: ${stringifyError(
          error,
        )}`,
      );
    } else {
      logger.info('What other replicas hold back is read again');
    }
  }

  async #follow() {
    const { store, standings, clock } = this.#options;
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    for (const one of unsaved) {
      const at = new Date(clock()).toISOString();
      try {
        const written = await store.note(one.server, one.news, at);
        this.#tell(standings.apply(written));
      } catch {
        this.#unsaved.push(one);
      }
    }
    const { head, sightings } = await store.changesAfter(this.#version);
    this.#version = head;
    this.#tell(standings.apply(sightings));
  }

  #tell(serverIds: ReadonlySet<string>) {
    if (serverIds.size === 0) return;
    for (const listener of this.#listeners) listener(serverIds);
  }
}

/** A tool that is listed as the bridge shows the approved one to the other era is the approved one. */
function inApprovedEra(
  server: ComparedServer,
  tool: ReadTool | undefined,
): ReadTool | undefined {
  const { digest, sessionEraDigest } =
    (tool && findTool(server.tools, tool.name)) ?? {};
  return tool && digest && tool.print.digest === sessionEraDigest
    ? { ...tool, print: { ...tool.print, digest } }
    : tool;
}

function newsOf(read: readonly (ReadTool | undefined)[]): ToolNews[] {
  return read.flatMap(tool =>
    tool
      ? [
          {
            tool: tool.name,
            event: { type: 'seen' as const, print: tool.print },
            definition: tool.definition,
          },
        ]
      : [],
  );
}

function missing(
  server: ComparedServer,
  read: readonly (ReadTool | undefined)[],
  standings: Standings,
): ToolNews[] {
  const listed = new Set(read.map(tool => tool?.name));
  const expected = new Set([
    ...server.tools.map(({ name }) => name),
    ...standings.toolsOf(server.document.serverId),
  ]);
  return [...expected]
    .filter(name => !listed.has(name))
    .map(tool => ({ tool, event: { type: 'missing' as const } }));
}
