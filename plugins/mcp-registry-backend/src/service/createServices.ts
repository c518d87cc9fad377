import type {
  AuditorService,
  AuthService,
  DatabaseService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';
import type {
  AccessPolicyVersion,
  ApprovalPolicyVersion,
  RevisionFormula,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { AccessDocumentService } from '../access/AccessDocumentService';
import { AccessRequestPresenter } from '../access/AccessRequestPresenter';
import { AccessRequestService } from '../access/AccessRequestService';
import { GrantService } from '../access/GrantService';
import { AccessApprovals } from '../approvals/access/AccessApprovals';
import { createAccessApprovals } from '../approvals/access/createAccessApprovals';
import { createApprovals } from '../approvals/createApprovals';
import { lookBeforeAndAfter } from '../approvals/reviews/lookBeforeAndAfter';
import { AccessDecisionService } from '../approvals/AccessDecisionService';
import { InboxService } from '../approvals/InboxService';
import { BlastRadiusService } from '../blast-radius/BlastRadiusService';
import { RollbackService } from '../approvals/RollbackService';
import { RevisionDecisionService } from '../approvals/RevisionDecisionService';
import { builtInChecks } from '../checks/builtInChecks';
import { CheckCatalog } from '../checks/CheckCatalog';
import { CheckPresenter } from '../checks/CheckPresenter';
import { CheckService } from '../checks/CheckService';
import type { VerdictListener } from '../checks/alerts/GatewayVerdicts';
import { VerdictWatch } from '../checks/alerts/VerdictWatch';
import { createContents } from '../checks/contents/createContents';
import { InstalledContents } from '../checks/contents/sbom/InstalledContents';
import type { PublishedSboms } from '../checks/contents/sbom/PublishedSboms';
import { SbomService } from '../checks/contents/sbom/SbomService';
import { CheckWorker } from '../checks/CheckWorker';
import { CheckPreviewService } from '../checks/preview/CheckPreviewService';
import { warnAboutChecks } from '../checks/warnAboutChecks';
import { createScannerChecks } from '../checks/scanners/createScannerChecks';
import { RevisionGate } from '../checks/RevisionGate';
import { createExceptionServices } from '../exceptions/createExceptionServices';
import { createLifecycle } from '../lifecycle/createLifecycle';
import { EndOfLifePresenter } from '../lifecycle/EndOfLifePresenter';
import { ComplianceReports } from '../reports/ComplianceReports';
import { createReviews } from '../reviews/createReviews';
import type { UseReader } from '../reviews/GrantUseReader';
import { createGitOps, type GitOpsAdditions } from '../gitops/createGitOps';
import { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import { RegistryDatabase } from '../database/RegistryDatabase';
import { DriftIntake } from '../drift/DriftIntake';
import type { DriftReader } from '../drift/GatewayDriftReader';
import type { Prober } from '../revisions/GatewayProber';
import { HiddenTools } from '../hiding/HiddenTools';
import { HiddenToolService } from '../hiding/HiddenToolService';
import { LimitService } from '../limits/LimitService';
import { RecordingService } from '../recording/RecordingService';
import { RevisionHistoryService } from '../revisions/RevisionHistoryService';
import { RevisionPresenter } from '../revisions/RevisionPresenter';
import { SubmissionService } from '../revisions/SubmissionService';
import { CatalogSync } from '../servers/CatalogSync';
import { EntityIntake } from '../servers/EntityIntake';
import { ProfileProposalService } from '../servers/ProfileProposalService';
import { ReachedSystems } from '../servers/ReachedSystems';
import { RegistrationService } from '../servers/RegistrationService';
import { ServerPresenter } from '../servers/ServerPresenter';
import { ServerService } from '../servers/ServerService';
import { ServerVisibility } from '../servers/ServerVisibility';
import type { DigestReader } from '../digest/GatewayDigestReader';
import { createDigests } from '../digest/createDigests';
import { createStops } from '../stops/createStops';
import { DEFAULT_REACTIONS } from '../stops/reactions/readReactionSettings';
import type { Clock } from './Clock';
import { Notifier } from './Notifier';
import { Policy } from './Policy';
import type { Settings } from './Settings';

/** The registry's services, wired to each other. */
export type RegistryServices = Awaited<ReturnType<typeof createServices>>;

/** Wires the services. */
export async function createServices(options: {
  database: DatabaseService;
  auth: AuthService;
  auditor: AuditorService;
  logger: LoggerService;
  catalog: CatalogService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  settings: Settings;
  prober: Prober;
  driftReader: DriftReader;
  /** Who hears what checks say of what is served, beside people; nobody without. */
  verdicts?: VerdictListener;
  useReader: UseReader;
  /** Knows what was used of an owner's servers; nobody without. */
  digestReader?: DigestReader;
  /** Where people sign in again, where that is not what is configured. */
  signInUrl?: string;
  clock: Clock;
  /** Without them, all that the registry brings along. */
  builtInChecks?: readonly RevisionCheck[];
  /** Checks of revisions beside the built-in ones. */
  checks?: readonly RevisionCheck[];
  /** Who has to decide; without any the review team. */
  approvalPolicies?: readonly ApprovalPolicyVersion[];
  /** Who has to decide about access; without any the owner. */
  accessPolicies?: readonly AccessPolicyVersion[];
  /** Where published lists of contents come from; none are taken without. */
  published?: (knex: Knex) => PublishedSboms;
  /** Sources of definitions and evidence of reviews beside the configured ones. */
  gitOpsAdditions?: GitOpsAdditions;
  workingDirectory?: string;
  /** The registry's own without. */
  formulas?: readonly RevisionFormula[];
}) {
  const { auth, logger, catalog, settings, prober, clock } = options;
  const { approverGroups, undoWindowSeconds, gatewayPublicUrl } = settings;
  const database = await RegistryDatabase.create(options);
  const { knex } = database;
  const policy = Policy.create(options);
  const notifier = Notifier.create({
    notifications: options.notifications,
    logger,
    approverGroups,
  });
  const visibility = ServerVisibility.create({ catalog, policy });
  const revisions = RevisionPresenter.create({ knex });
  const accessApprovals = AccessApprovals.create({
    ...{ clock, approverGroups },
    policies: options.accessPolicies ?? [],
  });
  const requests = AccessRequestPresenter.create({
    ...{ knex, clock, approvals: accessApprovals },
  });
  const hiddenTools = HiddenTools.create({ knex, clock });
  const endsOfLife = EndOfLifePresenter.create({ knex, visibility });
  const presenter = ServerPresenter.create({
    knex,
    clock,
    revisions,
    hiddenTools,
    endsOfLife,
    gatewayPublicUrl,
    companyDomains: settings.checks.companyDomains,
  });
  const intake = EntityIntake.create({ database, logger, clock });
  const reached = ReachedSystems.create({ database, catalog, auth, logger });
  const sync = CatalogSync.create({
    reached,
    database,
    catalog,
    auth,
    logger,
    intake,
    notifier,
    gatewayPublicUrl,
  });
  const freshSignIn = FreshSignInRule.create(settings.freshSignIn);
  const common = { database, clock, policy, visibility, notifier };
  const checkCatalog = CheckCatalog.create();
  const contents = createContents({
    ...{ knex, clock, logger, settings: settings.contents },
    published: options.published?.(knex) ?? { take: async () => undefined },
  });
  for (const check of [
    ...(options.builtInChecks ?? [
      ...builtInChecks(settings.checks),
      contents.check,
      ...createScannerChecks({ knex, scanners: settings.scanners ?? [] }),
    ]),
    ...(options.checks ?? []),
  ]) {
    checkCatalog.add(check);
  }
  warnAboutChecks(settings.checks, { logger, catalog: checkCatalog });
  const checking = {
    ...{ knex, logger, clock },
    catalog: checkCatalog,
    settings: settings.checks,
  };
  const { verdicts } = options;
  const watch = VerdictWatch.create({ ...checking, notifier, verdicts });
  const checkWorker = CheckWorker.create({ ...checking, watch });
  const gate = RevisionGate.create(checking);
  const excepting = createExceptionServices({
    ...{ ...common, logger, freshSignIn, approverGroups },
    catalog: checkCatalog,
    settings: settings.exceptions,
  });
  const deciding = createApprovals({
    ...{ ...options, database, notifier, gate, policy },
    ...{ visibility, freshSignIn, hold: excepting.hold },
    checks: checkCatalog,
    policies: options.approvalPolicies ?? [],
    accessPolicies: accessApprovals.policies,
  });
  const { asked, delegations, approvalWorker } = deciding;
  const { reviewing, ...accessDeciding } = createAccessApprovals({
    ...{ ...options, ...common, ...deciding, freshSignIn, undoWindowSeconds },
    approvals: accessApprovals,
  });
  const looking = createReviews({
    ...{ ...common, ...accessDeciding, freshSignIn, settings },
    ...{ presenter: requests, uses: options.useReader },
  });
  const submissions = SubmissionService.create({
    ...common,
    ...{ sync, reached },
    prober,
    presenter: revisions,
    checks: lookBeforeAndAfter(checkWorker, approvalWorker),
    contents: InstalledContents.create(checking),
    formulas: options.formulas,
  });
  const rollbacks = RollbackService.create({
    ...common,
    ...{ freshSignIn, approvalWorker, submissions },
    presenter: revisions,
    hold: excepting.hold,
  });
  return {
    ...deciding,
    ...accessDeciding,
    database,
    visibility,
    reached,
    gitOps: createGitOps({
      ...{ ...common, ...deciding, logger, catalog, auth, freshSignIn, gate },
      ...{ submissions, rollbacks, approverGroups },
      auditor: options.auditor,
      settings: settings.gitOps,
      additions: options.gitOpsAdditions,
      workingDirectory: options.workingDirectory,
    }),
    sync,
    submissions,
    checkWorker,
    exceptions: excepting.exceptions,
    exceptionDecisions: excepting.decisions,
    exceptionKeeper: excepting.keeper,
    checkPreviews: CheckPreviewService.create({
      ...{ ...checking, policy, prober, reached },
    }),
    contents: {
      ...contents,
      sboms: SbomService.create({
        ...{ knex, clock, visibility },
        worker: checkWorker,
      }),
    },
    checks: CheckService.create({
      ...checking,
      ...{ visibility, submissions, asked },
      worker: checkWorker,
      presenter: CheckPresenter.create({ ...checking, gate }),
      exceptionTerms: excepting.terms,
    }),
    drift: DriftIntake.create({
      ...{ database, submissions, logger },
      reader: options.driftReader,
    }),
    servers: ServerService.create({
      ...common,
      freshSignIn,
      hold: excepting.hold,
      catalog,
      presenter,
      revisions,
      hiddenTools,
      approverGroups,
    }),
    registration: RegistrationService.create({
      ...common,
      isOpen: settings.gitOps.allowsPortal,
      catalog,
      auth,
      submissions,
      presenter,
    }),
    profileProposals: ProfileProposalService.create({
      ...common,
      submissions,
      revisions,
    }),
    inbox: InboxService.create({
      ...common,
      servers: presenter,
      requests,
      revisions,
      exceptions: excepting.presenter,
      ...{ delegations, accessApprovals },
    }),
    revisionDecisions: RevisionDecisionService.create({
      ...common,
      ...{ ...deciding, freshSignIn, gate },
      presenter: revisions,
    }),
    rollbacks,
    revisionHistory: RevisionHistoryService.create({ ...common, asked }),
    accessDecisions: AccessDecisionService.create({
      ...common,
      ...{ ...accessDeciding, freshSignIn, delegations, reviewing },
      presenter: requests,
      undoWindowSeconds,
    }),
    accessRequests: AccessRequestService.create({
      ...{ ...common, ...accessDeciding },
      catalog,
      presenter: requests,
      hiddenTools,
    }),
    ...looking,
    reports: ComplianceReports.create(common),
    grants: GrantService.create({
      ...common,
      endsOfLife,
      extensions: looking.extensions,
    }),
    ...createLifecycle({ ...options, ...common, knex, freshSignIn, presenter }),
    hiddenTools: HiddenToolService.create(common),
    limits: LimitService.create(common),
    recordings: RecordingService.create(common),
    blastRadius: BlastRadiusService.create({ ...common, catalog, hiddenTools }),
    ...createDigests(options, common),
    stops: createStops({
      ...common,
      ...{ freshSignIn, hiddenTools },
      stopGroups: settings.stopGroups,
      reactions: settings.reactions ?? DEFAULT_REACTIONS,
      signInUrl: options.signInUrl ?? settings.freshSignIn?.startUrl,
    }),
    accessDocuments: AccessDocumentService.create({
      ...{ database, clock },
      hold: excepting.hold,
    }),
  };
}
