import type { PolicyProposal, PolicyVersion, WrittenDraft } from './types';

/** What both tables have. */
interface WrittenRow {
  name: string;
  mode: WrittenDraft['mode'];
  text: string;
  cases: string;
  comment: string;
  digest: string;
  author: string;
  restored_from: number | null;
  created_at: string;
}

/** A row of `policy_versions`. */
export type VersionRow = WrittenRow & {
  version: number;
  confirmed_by: string | null;
};

/** A row of `policy_proposals`. */
export type ProposalRow = WrittenRow & { base_version: number };

function toRow(draft: WrittenDraft): WrittenRow {
  const { name, mode, text, cases, comment, digest, author } = draft;
  return {
    ...{ name, mode, text, comment, digest, author },
    cases: JSON.stringify(cases),
    restored_from: draft.restoredFrom ?? null,
    created_at: draft.at,
  };
}

function fromRow(row: WrittenRow): WrittenDraft {
  const { name, mode, text, comment, digest, author } = row;
  return {
    ...{ name, mode, text, comment, digest, author },
    cases: JSON.parse(row.cases),
    at: row.created_at,
    ...(row.restored_from !== null && { restoredFrom: row.restored_from }),
  };
}

/** Rows of written policies, both ways. */
export const policyRow = {
  ofVersion: (version: PolicyVersion): VersionRow => ({
    ...toRow(version),
    version: version.version,
    confirmed_by: version.confirmedBy ?? null,
  }),
  toVersion: (row: VersionRow): PolicyVersion => ({
    ...fromRow(row),
    version: row.version,
    ...(row.confirmed_by !== null && { confirmedBy: row.confirmed_by }),
  }),
  ofProposal: (proposal: PolicyProposal): ProposalRow => ({
    ...toRow(proposal),
    base_version: proposal.baseVersion,
  }),
  toProposal: (row: ProposalRow): PolicyProposal => ({
    ...fromRow(row),
    baseVersion: row.base_version,
  }),
};
