import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import {
  type DefinitionSource,
  ImportRefusal,
  type ReviewEvidenceSource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import type { Clock } from '../service/Clock';
import type { ChangeSettler } from './decide/ChangeSettler';
import { findSource, writeSource } from './GitOpsStore';
import type { ImportReporter } from './ImportReporter';
import type { DefinitionImport } from './import/DefinitionImport';

/** A source with the names of what vouches for reviews of its changes. */
export interface ConfiguredSource {
  readonly source: DefinitionSource;
  readonly evidence: readonly ReviewEvidenceSource[];
}

/** Takes in what repositories say, and settles it. One replica at a time runs it. */
export class GitOpsService {
  static create(options: {
    knex: Knex;
    logger: LoggerService;
    clock: Clock;
    sources: readonly ConfiguredSource[];
    imports: DefinitionImport;
    settler: ChangeSettler;
    reporter: ImportReporter;
  }): GitOpsService {
    return new GitOpsService(options);
  }

  readonly #options: Parameters<typeof GitOpsService.create>[0];
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;

  private constructor(options: Parameters<typeof GitOpsService.create>[0]) {
    this.#options = options;
  }

  get sources(): readonly ConfiguredSource[] {
    return this.#options.sources;
  }

  async run(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const running = this.#look(AbortSignal.any([signal, this.#ending.signal]));
    this.#running = running;
    await running;
  }

  /** Ends what is under way, and gives back what the sources hold. One that fails keeps no other from it. */
  async close(): Promise<void> {
    const { sources, logger } = this.#options;
    this.#ending.abort(new Error('the registry stops'));
    // Whoever runs it hears of its failure.
    await this.#running?.catch(() => {});
    for (const { source } of sources) {
      try {
        await source.close?.();
      } catch (error) {
        logger.warn(
          `What ${source.id} holds could not be removed: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { settler } = this.#options;
    for (const configured of this.#options.sources) {
      await this.#import(configured.source, signal);
      if (this.#ending.signal.aborted) return;
      // What was imported before goes on, even if the repository is away now.
      await settler.run(configured.source.id, { ...configured, signal });
    }
  }

  async #import(source: DefinitionSource, signal: AbortSignal): Promise<void> {
    const { knex, clock, imports, logger, reporter } = this.#options;
    const { revision, problem: before } = await findSource(knex, source.id);
    try {
      const state = await source.read({ since: revision, signal });
      if (state.revision === revision) {
        await this.#note(source, { problem: null });
        await reporter.succeeded(source, { before });
        return;
      }
      const summary = await imports.run(source, state);
      const { added, changed, removed } = summary;
      logger.info(
        `Imported ${state.revision} of ${source.id}: ${added.length} new, ${changed.length} changed, ${removed.length} removed`,
      );
      await reporter.succeeded(source, {
        before,
        imported: { revision: state.revision, summary },
      });
    } catch (error) {
      // It is no failure of the source, and nobody has to hear of it.
      if (this.#ending.signal.aborted) return;
      const problem = await reporter.failed(source, {
        ...(isRefusal(error)
          ? { code: error.code, where: error.where }
          : { code: 'import.failed' as const, where: [] }),
        at: clock.now().toISOString(),
      });
      logger.warn(
        `Nothing was imported from ${source.id}: ${stringifyError(error)}`,
      );
      await this.#note(source, { problem: JSON.stringify(problem) });
    }
  }

  async #note(
    source: DefinitionSource,
    columns: { problem: string | null },
  ): Promise<void> {
    const { knex, clock } = this.#options;
    await writeSource(knex, source.id, {
      ...columns,
      checked_at: clock.now().toISOString(),
    });
  }
}

function isRefusal(error: unknown): error is ImportRefusal {
  return isError(error) && error.name === 'ImportRefusal';
}
