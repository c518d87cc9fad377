import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  type DefinitionFormat,
  writeDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { requireSetupReader } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerByRef } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { toServerDefinition } from './toServerDefinition';

/** Which definition, and written how. */
export interface DefinitionExport {
  serverRef: string;
  format?: DefinitionFormat;
  /** `approved`: what serves; `stated`: what its file or form says now. */
  of?: 'approved' | 'stated';
  publisher?: string;
}

/** Writes definitions of servers in the formats of others, for those whom they concern: an address behind the gateway is nobody else’s business. */
export class DefinitionExportService {
  static create(options: {
    knex: Knex;
    visibility: ServerVisibility;
    access: {
      auth: AuthService;
      permissions: PermissionsService;
      userInfo: UserInfoService;
      config: RootConfigService;
    };
  }): DefinitionExportService {
    return new DefinitionExportService(options);
  }

  readonly #options: Parameters<typeof DefinitionExportService.create>[0];

  private constructor(
    options: Parameters<typeof DefinitionExportService.create>[0],
  ) {
    this.#options = options;
  }

  /** For somebody. */
  async forCaller(caller: Caller, wanted: DefinitionExport) {
    const { knex, visibility } = this.#options;
    const server = await visibility.require(knex, caller, wanted.serverRef);
    if (!concerns(caller, server)) throw registryError('server.not-owner');
    return await this.#write(server, wanted);
  }

  /** For a program that may administer all servers, such as a pipeline. */
  async forProgram(
    credentials: BackstageCredentials,
    wanted: DefinitionExport,
  ) {
    await requireSetupReader({ ...this.#options.access, credentials });
    const server = await findServerByRef(this.#options.knex, wanted.serverRef);
    if (!server) throw registryError('server.not-found');
    return await this.#write(server, wanted);
  }

  async #write(server: ServerRecord, wanted: DefinitionExport) {
    const { format = 'entity', of = 'approved', publisher } = wanted;
    const approved =
      of === 'approved' && server.approvedDigest
        ? await findRevision(this.#options.knex, server.approvedDigest)
        : undefined;
    const definition = toServerDefinition(
      server,
      approved?.facts ?? server.liveFacts,
    );
    const written = writeDefinition(definition, { format, publisher });
    if ('problem' in written) {
      throw registryError('server.not-exportable', written.problem);
    }
    return {
      ...{ format, definition, fileName: written.fileName, text: written.text },
      of: approved ? ('approved' as const) : ('stated' as const),
      remarks: written.remarks.map(({ code, values, text }) => ({
        ...{ code, values: { ...values }, text },
      })),
    };
  }
}
