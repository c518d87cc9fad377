import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';
import { forEachBounded } from './forEachBounded';
import { isTransientFailure } from './isTransientFailure';
import { normalizeServerRef } from './normalizeServerRef';

const CONCURRENCY = 8;
/** A document that fails so often in a row, while the feed answers, must not hold up all other servers. */
const MAX_ATTEMPTS = 3;

/** The access documents of this replica, and how they are fetched. */
export class DocumentSet {
  static create(options: {
    registry: McpRegistryService;
    logger: LoggerService;
  }): DocumentSet {
    return new DocumentSet(options.registry, options.logger);
  }

  readonly #registry: McpRegistryService;
  readonly #logger: LoggerService;
  readonly #held = new Map<
    string,
    { document: AccessDocument; etag: string }
  >();
  readonly #attempts = new Map<string, number>();
  readonly #unreadable = new Set<string>();

  private constructor(registry: McpRegistryService, logger: LoggerService) {
    this.#registry = registry;
    this.#logger = logger;
  }

  get(serverRef: string): AccessDocument | undefined {
    // Refs of endpoints come in the form that documents are held by: the call path asks several times per call.
    const held =
      this.#held.get(serverRef) ??
      this.#held.get(normalizeServerRef(serverRef));
    return held?.document;
  }

  /** All servers whose document is held. */
  refs(): string[] {
    return [...this.#held.keys()];
  }

  /** Servers whose document could not be read: refused until it can. */
  unreadableRefs(): string[] {
    return [...this.#unreadable];
  }

  /** Forgets all servers but these. Returns those that were forgotten. */
  keepOnly(serverRefs: ReadonlySet<string>): string[] {
    for (const ref of this.#unreadable) {
      if (!serverRefs.has(ref)) this.#unreadable.delete(ref);
    }
    const gone = this.refs().filter(ref => !serverRefs.has(ref));
    gone.forEach(ref => this.#held.delete(ref));
    return gone;
  }

  /**
   * Fetches the documents of these servers. Throws when one could not be fetched: then the caller asks again. Adds
   * every server whose document is another one now to `changed`, also when it throws.
   */
  async refresh(options: {
    serverRefs: Iterable<string>;
    changed: Set<string>;
    signal: () => AbortSignal;
    /** Ask for the whole document even where it is held: etags of another epoch prove nothing. */
    ignoreEtags?: boolean;
  }): Promise<void> {
    const refs = [...new Set([...options.serverRefs].map(normalizeServerRef))];
    await forEachBounded(refs, CONCURRENCY, async ref => {
      if (await this.#refreshOne(ref, options)) {
        options.changed.add(ref);
      }
    });
  }

  async #refreshOne(
    ref: string,
    options: { signal: () => AbortSignal; ignoreEtags?: boolean },
  ): Promise<boolean> {
    const held = this.#held.get(ref);
    try {
      const answer = await this.#registry.getDocument({
        serverRef: ref,
        etag: options.ignoreEtags ? undefined : held?.etag,
        signal: options.signal(),
      });
      if (answer.status === 'ok') {
        if (normalizeServerRef(answer.document.serverRef) !== ref) {
          throw new Error(
            `The registry sent the document of ${answer.document.serverRef}`,
          );
        }
        this.#held.set(ref, { document: answer.document, etag: answer.etag });
      } else if (answer.status === 'not-modified') {
        if (!held) {
          throw new Error('The registry says that nothing changed');
        }
      } else {
        this.#held.delete(ref);
      }
      this.#attempts.delete(ref);
      this.#unreadable.delete(ref);
      return answer.status === 'ok' || this.#held.get(ref) !== held;
    } catch (error) {
      return this.#fail(ref, error);
    }
  }

  #fail(ref: string, error: unknown): boolean {
    const attempts = (this.#attempts.get(ref) ?? 0) + 1;
    if (isTransientFailure(error) && attempts < MAX_ATTEMPTS) {
      this.#attempts.set(ref, attempts);
      throw error;
    }
    this.#attempts.delete(ref);
    if (!this.#unreadable.has(ref)) {
      this.#unreadable.add(ref);
      this.#logger.error(
        `The access document of ${ref} cannot be used, so the server is not served: ${stringifyError(
          error,
        )}`,
      );
    }
    return this.#held.delete(ref);
  }
}
