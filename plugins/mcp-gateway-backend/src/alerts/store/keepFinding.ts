import { createHash, randomUUID } from 'node:crypto';
import type { Finding } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { advanceAlert } from '../advanceAlert';
import { fingerprintOf } from '../fingerprintOf';
import type { Alert, Told } from '../types';
import { type AlertRow, toAlert } from './alertRow';

const MAX_CALLS = 20;

/** By which a finding's alert is found. */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Writes down what a detector said. Returns the alert and what has to be told about it, where that is anything. */
export async function keepFinding(
  tx: Knex.Transaction,
  finding: Finding,
  owner: string | undefined,
): Promise<{ alert: Alert; what: Told } | undefined> {
  const key_digest = digestOf(finding.key);
  // A person may say something about it at the same moment: one after the other.
  const row = await tx<AlertRow>('alerts')
    .where({ key_digest })
    .forUpdate()
    .first();
  const at = new Date(finding.at).toISOString();
  const before = row && toAlert(row);
  const step = advanceAlert(
    before && { ...before, changedAt: Date.parse(before.changedAt) },
    finding.kind === 'raised'
      ? {
          ...{ type: 'raised', at: finding.at, severity: finding.severity },
          fingerprint: fingerprintOf(finding),
        }
      : { type: 'retracted', at: finding.at },
  );
  const isRaised = finding.kind === 'raised';
  if (!step && !(before && isRaised)) return undefined;
  const told = step ?? before;
  if (!told) return undefined;
  const next: AlertRow = {
    id: row?.id ?? randomUUID(),
    ...{ key_digest, detector: finding.detector },
    ...{ severity: told.severity, state: told.state },
    fingerprint: told.fingerprint,
    who: finding.who ?? null,
    server_ref: finding.serverRef ?? null,
    owner_ref: owner ?? row?.owner_ref ?? null,
    tool: finding.tool?.slice(0, 200) ?? null,
    evidence: isRaised || !row ? JSON.stringify(finding.values) : row.evidence,
    calls: JSON.stringify(callsOf(finding, before)),
    first_at: row?.first_at ?? at,
    last_at: isRaised || !row ? at : row.last_at,
    times: (row?.times ?? 0) + (isRaised ? 1 : 0),
    changed_at: step || !row ? at : row.changed_at,
  };
  await tx<AlertRow>('alerts').insert(next).onConflict('id').merge();
  if (!step?.tells) return undefined;
  await tx('alert_events').insert({
    ...{ alert_id: next.id, at, what: step.tells },
  });
  return { alert: toAlert(next), what: step.tells };
}

/** The latest, with those of before. */
function callsOf(finding: Finding, before: Alert | undefined): string[] {
  return [...new Set([...(before?.calls ?? []), ...finding.calls])].slice(
    -MAX_CALLS,
  );
}
