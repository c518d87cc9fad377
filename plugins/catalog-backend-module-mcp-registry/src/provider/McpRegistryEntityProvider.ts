import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { DefinitionsClient } from './DefinitionsClient';
import { locationOf, toEntity } from './toEntity';

/**
 * Brings the servers that were registered in the portal into the catalog. While the registry does not answer, the catalog keeps
 * what it answered last.
 */
export class McpRegistryEntityProvider implements EntityProvider {
  static create(options: {
    client: Pick<DefinitionsClient, 'list'>;
    taskRunner: SchedulerServiceTaskRunner;
    logger: LoggerService;
  }): McpRegistryEntityProvider {
    return new McpRegistryEntityProvider(
      options.client,
      options.taskRunner,
      options.logger,
    );
  }

  readonly #client: Pick<DefinitionsClient, 'list'>;
  readonly #taskRunner: SchedulerServiceTaskRunner;
  readonly #logger: LoggerService;
  #applied: string | undefined;
  #failing = false;

  private constructor(
    client: Pick<DefinitionsClient, 'list'>,
    taskRunner: SchedulerServiceTaskRunner,
    logger: LoggerService,
  ) {
    this.#client = client;
    this.#taskRunner = taskRunner;
    this.#logger = logger;
  }

  getProviderName(): string {
    return 'McpRegistryEntityProvider';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.#taskRunner.run({
      id: 'mcp-registry-definitions',
      fn: async signal => await this.#refresh({ connection, signal }),
    });
  }

  async #refresh(options: {
    connection: EntityProviderConnection;
    signal: AbortSignal;
  }): Promise<void> {
    try {
      const servers = await this.#client.list({ signal: options.signal });
      const entities = servers.map(server => ({
        entity: toEntity(server),
        locationKey: locationOf(server),
      }));
      // Asked every few seconds and rarely changed: the catalog's database is left alone in between.
      const fingerprint = JSON.stringify(entities);
      if (fingerprint !== this.#applied) {
        await options.connection.applyMutation({ type: 'full', entities });
        this.#applied = fingerprint;
      }
      this.#recovered();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Said once, not every few seconds. */
  #failed(error: unknown): void {
    if (!this.#failing) {
      this.#failing = true;
      this.#logger.warn(
        `Servers registered in the portal could not be read from the registry; the catalog keeps what it has and tries again: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  #recovered(): void {
    if (this.#failing) {
      this.#failing = false;
      this.#logger.info(
        'The registry answers again; servers registered in the portal are up to date',
      );
    }
  }
}
