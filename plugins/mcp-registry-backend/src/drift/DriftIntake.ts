import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { SubmissionService } from '../revisions/SubmissionService';
import type { ServerRecord } from '../servers/ServerRecord';
import { findHeldServers, updateServer } from '../servers/ServerStore';
import type { DriftReader } from './GatewayDriftReader';
import type { HeldTool, HeldToolNote, ServerDrift } from './HeldTool';

/** Learns from the gateway which tools are held back, shows it, and has what the server lists now reviewed. */
export class DriftIntake {
  static create(options: {
    database: RegistryDatabase;
    reader: DriftReader;
    submissions: Pick<SubmissionService, 'proposeSurface'>;
    logger: LoggerService;
  }): DriftIntake {
    return new DriftIntake(options);
  }

  readonly #options: Parameters<typeof DriftIntake.create>[0];
  #isOutage = false;
  /** Said once of each, not every few seconds. */
  readonly #unreadable = new Set<string>();

  private constructor(options: Parameters<typeof DriftIntake.create>[0]) {
    this.#options = options;
  }

  /** Where the gateway cannot be asked, what was known stays. */
  async run(): Promise<void> {
    const { database, logger } = this.#options;
    const items = await this.#read();
    if (!items) return;
    const found = new Map(items.map(item => [item.serverId, item]));
    // Those alone of which something is held back, or was: of all others there is nothing to say, every few seconds.
    for (const server of await findHeldServers(database.knex, [
      ...found.keys(),
    ])) {
      const drift = found.get(server.id);
      if (drift?.isUnreadable) {
        if (!this.#unreadable.has(server.id)) {
          logger.warn(
            `What the gateway holds back of ${server.serverRef} cannot be read`,
          );
        }
        this.#unreadable.add(server.id);
        continue;
      }
      this.#unreadable.delete(server.id);
      try {
        await this.#take(server, drift?.tools ?? []);
      } catch (error) {
        // One server that cannot be proposed keeps no other from its review; its tools stay held back.
        logger.error(
          `What ${
            server.serverRef
          } lists now could not be put up for review: ${stringifyError(error)}`,
        );
      }
    }
  }

  /** What keeps it from answering is said once, not every few seconds. */
  async #read(): Promise<ServerDrift[] | undefined> {
    const { reader, logger } = this.#options;
    try {
      const items = await reader.read();
      this.#isOutage = false;
      return items;
    } catch (error) {
      if (!this.#isOutage) {
        logger.warn(
          `The gateway cannot be asked which tools it holds back: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isOutage = true;
      return undefined;
    }
  }

  async #take(server: ServerRecord, tools: readonly HeldTool[]) {
    const { database, submissions } = this.#options;
    const notes = tools.map(
      ({ name, departure, since }): HeldToolNote => ({
        ...{ name, departure, since },
      }),
    );
    if (!isDeepStrictEqual(notes, server.heldTools)) {
      await updateServer(database.knex, server.id, {
        held_tools: notes.length > 0 ? JSON.stringify(notes) : null,
      });
    }
    // Where a decision came before the server followed it, the server has said nothing new.
    const own = tools.filter(({ reason }) => reason !== 'decided-ahead');
    const isNews = own.some(({ departure }) => departure !== 'returned');
    if (isNews && server.approvedDigest && !server.life.retired) {
      await submissions.proposeSurface(server, own);
    }
  }
}
