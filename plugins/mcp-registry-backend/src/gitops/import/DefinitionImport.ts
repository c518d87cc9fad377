import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type FoundDefinition,
  nextServerLife,
  readDefinitions,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  type DefinitionSource,
  ImportRefusal,
  type SourceState,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { isUniqueViolation } from '../../database/isUniqueViolation';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { touchServer } from '../../feed/FeedStore';
import { REGISTRY_ITSELF } from '../../servers/EntityIntake';
import { readDefinition } from '../../servers/readDefinition';
import { lifeColumns } from '../../servers/serverColumns';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServerByRef, updateServer } from '../../servers/ServerStore';
import type { Clock } from '../../service/Clock';
import { addHistory } from '../../service/HistoryStore';
import {
  addChanges,
  type ImportSummary,
  updateChanges,
  writeSource,
} from '../GitOpsStore';
import { addServer, changeServer, definitionsOf } from './writeServers';

/** Takes in all definitions of a source, or none. */
export class DefinitionImport {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    auth: AuthService;
    clock: Clock;
  }): DefinitionImport {
    return new DefinitionImport(options);
  }

  readonly #options: Parameters<typeof DefinitionImport.create>[0];

  private constructor(options: Parameters<typeof DefinitionImport.create>[0]) {
    this.#options = options;
  }

  /** @throws ImportRefusal where something is wrong; then nothing has changed. */
  async run(
    source: DefinitionSource,
    state: SourceState,
  ): Promise<ImportSummary> {
    const { database } = this.#options;
    const found = readAll(state);
    await this.#requireFree(source, found);
    try {
      return await database.change(
        async tx => await this.#importIn(tx, source, state, found),
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ImportRefusal('definitions.name-taken');
    }
  }

  /** Names that the catalog gives to something else are taken, whoever may see by what. */
  async #requireFree(
    source: DefinitionSource,
    found: readonly FoundDefinition[],
  ): Promise<void> {
    const { database, catalog, auth } = this.#options;
    const known = await definitionsOf(database.knex, source.id);
    const fresh = found.filter(({ serverRef }) => !known.has(serverRef));
    if (fresh.length === 0) return;
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: fresh.map(({ serverRef }) => serverRef) },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    const taken = fresh.filter((_, at) => items[at]);
    if (taken.length > 0) throw nameTaken(taken);
  }

  async #importIn(
    tx: Knex.Transaction,
    source: DefinitionSource,
    state: SourceState,
    found: readonly FoundDefinition[],
  ): Promise<ImportSummary> {
    const at = this.#options.clock.now();
    const known = await definitionsOf(tx, source.id);
    if (
      found.length === 0 &&
      [...known.values()].some(it => !it.life.retired)
    ) {
      throw new ImportRefusal('definitions.none-left');
    }
    const summary: ImportSummary = {
      ...{ added: [], changed: [], removed: [] },
      total: found.length,
    };
    for (const it of found) {
      const server = known.get(it.serverRef);
      if (!server && (await findServerByRef(tx, it.serverRef))) {
        throw nameTaken([it]);
      }
      const options = { found: it, sourceId: source.id, at };
      const written = server
        ? await changeServer(tx, server, options)
        : await addServer(tx, options);
      if (!written.isChanged) continue;
      (server ? summary.changed : summary.added).push(it.serverRef);
      await addHistory(tx, {
        ...{ kind: 'server', id: written.serverId, at: at.toISOString() },
        by: REGISTRY_ITSELF,
        event: server ? 'imported' : 'registered',
        details: {
          ...{ source: source.id, revision: state.revision, path: it.path },
        },
      });
      await addChanges(
        tx,
        changesOf(state, it.path).map(change => ({
          ...{ sourceId: source.id, serverId: written.serverId, change },
          ...{ path: it.path, at: at.toISOString() },
        })),
      );
      await touchServer(tx, written.serverId);
    }
    const left = new Set(found.map(({ serverRef }) => serverRef));
    for (const [serverRef, server] of known) {
      if (left.has(serverRef) || server.life.retired) continue;
      await this.#retire(tx, server, { source, state });
      summary.removed.push(serverRef);
    }
    await writeSource(tx, source.id, {
      revision: state.revision,
      imported_at: at.toISOString(),
      checked_at: at.toISOString(),
      summary: JSON.stringify(summary),
      problem: null,
    });
    return summary;
  }

  async #retire(
    tx: Knex.Transaction,
    server: ServerRecord,
    options: { source: DefinitionSource; state: SourceState },
  ): Promise<void> {
    const next = nextServerLife(server.life, 'retire');
    if (!next.ok) return;
    await updateServer(tx, server.id, {
      ...lifeColumns(next.state),
      in_catalog: false,
    });
    await addHistory(tx, {
      ...{ kind: 'server', id: server.id, by: REGISTRY_ITSELF },
      at: this.#options.clock.now().toISOString(),
      event: 'retired',
      details: {
        source: options.source.id,
        revision: options.state.revision,
      },
    });
    const open: { id: number }[] = await tx('gitops_changes')
      .where({ server_id: server.id, settled: false })
      .select('id');
    await updateChanges(
      tx,
      open.map(({ id }) => id),
      { outcome: 'retired', settled: true },
    );
    await touchServer(tx, server.id);
  }
}

function readAll(state: SourceState): readonly FoundDefinition[] {
  const { found, problems } = readDefinitions(state.files);
  const where = problems.map(({ path, text }) => `${path}: ${text}`);
  for (const { definition, path } of found) {
    try {
      readDefinition(definition, { serverId: 'new' });
    } catch (error) {
      where.push(`${path}: ${(error as Error).message}`);
    }
  }
  if (where.length > 0) {
    throw new ImportRefusal('definitions.invalid', where.slice(0, 50));
  }
  return found;
}

/** The changes of a file. Where none is about it, all of them may be. */
function changesOf(state: SourceState, path: string) {
  const about = state.changes.filter(
    ({ paths }) => !paths || paths.includes(path),
  );
  return about.length > 0 ? about : state.changes;
}

function nameTaken(found: readonly FoundDefinition[]): ImportRefusal {
  return new ImportRefusal(
    'definitions.name-taken',
    found.slice(0, 50).map(({ path, serverRef }) => `${path}: ${serverRef}`),
  );
}
