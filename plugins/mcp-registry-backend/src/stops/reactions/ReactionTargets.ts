import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findGrant } from '../../access/GrantStore';
import { registryError } from '../../service/registryError';
import { findServerById, findServerByRef } from '../../servers/ServerStore';
import { readSubject } from '../readSubject';
import type { FoundTarget } from '../StopTargets';

/** What a rule wants to hold back, with who holds it. */
export interface ReactionTarget extends FoundTarget {
  kind: 'step-up' | 'grant' | 'server';
  /** Whom it is taken from, where that is somebody. */
  holder?: string;
}

/** Finds what a rule wants to hold back. What is over already is not there. */
export async function findReactionTarget(
  knex: Knex,
  wanted: { kind: RegistrySchemas['ReactionKind']; subject: string; now: Date },
): Promise<ReactionTarget> {
  const { kind, subject, now } = wanted;
  switch (kind) {
    case 'step-up': {
      const person = readSubject(kind, subject);
      if (!person.startsWith('user:')) {
        throw registryError('stop.invalid-subject', 'Only people sign in.');
      }
      return { kind, subject: person, holder: person };
    }
    case 'grant': {
      const grant = await findGrant(knex, subject);
      const server = grant && (await findServerById(knex, grant.serverId));
      const holds =
        grant?.state === 'active' && Date.parse(grant.expiresAt) > +now;
      if (!holds || !server) throw registryError('grant.not-found');
      return { kind, server, subject: grant.id, holder: grant.subject };
    }
    case 'server': {
      const server = await findServerByRef(knex, subject.toLowerCase());
      if (!server) throw registryError('server.not-found');
      return { kind, server, subject: server.id };
    }
    default:
      return kind satisfies never;
  }
}
