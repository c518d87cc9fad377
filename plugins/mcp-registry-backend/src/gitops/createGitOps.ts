import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  DefinitionSource,
  ReviewEvidenceSource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Accounts } from '../approvals/reviews/Accounts';
import type { Approvals } from '../approvals/reviews/Approvals';
import type { DataOwners } from '../approvals/reviews/DataOwners';
import type { RollbackService } from '../approvals/RollbackService';
import type { RevisionGate } from '../checks/RevisionGate';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { SubmissionService } from '../revisions/SubmissionService';
import type { Clock } from '../service/Clock';
import type { Notifier } from '../service/Notifier';
import { ChangeSettler } from './decide/ChangeSettler';
import { MergeDecisions } from './decide/MergeDecisions';
import { Reverts } from './decide/Reverts';
import { GitHubEvidence } from './evidence/GitHubEvidence';
import { GitLabEvidence } from './evidence/GitLabEvidence';
import { signatureEvidence } from './evidence/signatureEvidence';
import { GitDefinitionSource } from './git/GitDefinitionSource';
import { GitOpsService } from './GitOpsService';
import { DefinitionImport } from './import/DefinitionImport';
import { ImportReporter } from './ImportReporter';
import { PeopleDirectory } from './people/PeopleDirectory';
import type { GitOpsSettings } from './settings/GitOpsSettings';

/** What modules add beside the configuration. */
export interface GitOpsAdditions {
  readonly sources: readonly {
    source: DefinitionSource;
    evidence: readonly string[];
  }[];
  readonly evidence: readonly ReviewEvidenceSource[];
}

/** Wires GitOps mode: sources and evidence of the configuration and of modules. */
export function createGitOps(options: {
  database: RegistryDatabase;
  logger: LoggerService;
  clock: Clock;
  catalog: CatalogService;
  auth: AuthService;
  auditor: AuditorService;
  notifier: Notifier;
  freshSignIn: FreshSignInRule;
  gate: RevisionGate;
  approvals: Approvals;
  accounts: Accounts;
  dataOwners: DataOwners;
  submissions: SubmissionService;
  rollbacks: RollbackService;
  approverGroups: readonly string[];
  settings: GitOpsSettings;
  additions?: GitOpsAdditions;
  workingDirectory?: string;
}): GitOpsService {
  const { database, settings, additions, workingDirectory } = options;
  const { knex } = database;
  const { mergeDecides } = settings;
  const evidence = [
    signatureEvidence,
    ...settings.sources.flatMap(({ id: sourceId, branch, github, gitlab }) => [
      ...(github
        ? [GitHubEvidence.create({ sourceId, branch, settings: github })]
        : []),
      ...(gitlab
        ? [GitLabEvidence.create({ sourceId, branch, settings: gitlab })]
        : []),
    ]),
    ...(additions?.evidence ?? []),
  ];
  const sources = [
    ...settings.sources.map(source => ({
      source: GitDefinitionSource.create({
        settings: source,
        workingDirectory,
      }),
      evidence: source.evidence,
    })),
    ...(additions?.sources ?? []),
  ].map(({ source, evidence: ids }) => ({
    source,
    evidence: ids.map(id => {
      const found = evidence.find(it => it.id === id);
      if (found) return found;
      throw new InputError(
        `The configuration mcpRegistry.gitOps.sources.${source.id}.evidence names ${id}, which there is not`,
      );
    }),
  }));
  return GitOpsService.create({
    ...{ ...options, knex, sources },
    imports: DefinitionImport.create(options),
    reporter: ImportReporter.create({
      ...{ ...options, knex },
      ownersOf: id =>
        settings.sources.find(source => source.id === id)?.owners ??
        settings.owners ??
        options.approverGroups,
    }),
    settler: ChangeSettler.create({
      ...{ ...options, knex },
      decisions: MergeDecisions.create({ ...options, mergeDecides }),
      reverts: Reverts.create({ ...options, knex, mergeDecides }),
      people: PeopleDirectory.create(options),
    }),
  });
}
