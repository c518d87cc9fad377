import {
  CERTIFICATE_MANIFEST,
  certificateEvidenceSchema,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

type Certificates = RegistrySchemas['OwnerDigest']['certificates'];

/** So far ahead owners are told, whenever the check begins to warn. */
const AHEAD_MS = 30 * 24 * 60 * 60_000;
const SHOWN = 50;

/** TLS certificates of an owner's servers that are over or end soon, as the check last saw them; the first end first. */
export async function endingCertificates(
  knex: Knex,
  options: { owner: string; now: Date },
): Promise<Certificates> {
  const { owner } = options;
  const now = options.now.toISOString();
  const until = new Date(+options.now + AHEAD_MS).toISOString();
  const rows: { server: string; evidence: string }[] = await knex('servers')
    .join(
      'revision_checks',
      'revision_checks.digest',
      'servers.approved_digest',
    )
    .whereNotNull('servers.current_ref')
    .where({ 'servers.owner': owner, 'servers.retired': false })
    .where({
      'revision_checks.check_id': CERTIFICATE_MANIFEST.id,
      'revision_checks.check_version': CERTIFICATE_MANIFEST.version,
    })
    .whereNotNull('revision_checks.evidence')
    .select({
      server: 'servers.current_ref',
      evidence: 'revision_checks.evidence',
    });
  return rows
    .flatMap(({ server, evidence }) => {
      // What was too large to keep says nothing of an end.
      const { data } = certificateEvidenceSchema.safeParse(readJson(evidence));
      return data && data.endsAt <= until
        ? [
            {
              ...{ serverRef: server, host: data.host, endsAt: data.endsAt },
              ...{ seenAt: data.seenAt, isOver: data.endsAt <= now },
            },
          ]
        : [];
    })
    .sort(
      (a, b) =>
        a.endsAt.localeCompare(b.endsAt) ||
        a.serverRef.localeCompare(b.serverRef),
    )
    .slice(0, SHOWN);
}
