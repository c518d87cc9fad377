import type {
  AuthService,
  DatabaseService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { RevisionFormula } from '@sallyport/backstage-plugin-mcp-registry-common';
import { AccessDocumentService } from '../access/AccessDocumentService';
import { AccessRequestPresenter } from '../access/AccessRequestPresenter';
import { AccessRequestService } from '../access/AccessRequestService';
import { GrantService } from '../access/GrantService';
import { AccessDecisionService } from '../approvals/AccessDecisionService';
import { InboxService } from '../approvals/InboxService';
import { BlastRadiusService } from '../blast-radius/BlastRadiusService';
import { RollbackService } from '../approvals/RollbackService';
import { RevisionDecisionService } from '../approvals/RevisionDecisionService';
import { builtInChecks } from '../checks/builtInChecks';
import { CheckCatalog } from '../checks/CheckCatalog';
import { CheckPresenter } from '../checks/CheckPresenter';
import { CheckService } from '../checks/CheckService';
import { CheckWorker } from '../checks/CheckWorker';
import { warnAboutChecks } from '../checks/warnAboutChecks';
import { RevisionGate } from '../checks/RevisionGate';
import { createGitOps, type GitOpsAdditions } from '../gitops/createGitOps';
import { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import { RegistryDatabase } from '../database/RegistryDatabase';
import { DriftIntake } from '../drift/DriftIntake';
import type { DriftReader } from '../drift/GatewayDriftReader';
import type { Prober } from '../revisions/GatewayProber';
import { HiddenTools } from '../hiding/HiddenTools';
import { HiddenToolService } from '../hiding/HiddenToolService';
import { LimitService } from '../limits/LimitService';
import { RevisionHistoryService } from '../revisions/RevisionHistoryService';
import { RevisionPresenter } from '../revisions/RevisionPresenter';
import { SubmissionService } from '../revisions/SubmissionService';
import { CatalogSync } from '../servers/CatalogSync';
import { EntityIntake } from '../servers/EntityIntake';
import { ProfileProposalService } from '../servers/ProfileProposalService';
import { RegistrationService } from '../servers/RegistrationService';
import { ServerPresenter } from '../servers/ServerPresenter';
import { ServerService } from '../servers/ServerService';
import { ServerVisibility } from '../servers/ServerVisibility';
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
  logger: LoggerService;
  catalog: CatalogService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  settings: Settings;
  prober: Prober;
  driftReader: DriftReader;
  clock: Clock;
  /** Without them, all that the registry brings along. */
  builtInChecks?: readonly RevisionCheck[];
  /** Checks of revisions beside the built-in ones. */
  checks?: readonly RevisionCheck[];
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
  const requests = AccessRequestPresenter.create({ knex, clock });
  const hiddenTools = HiddenTools.create({ knex, clock });
  const presenter = ServerPresenter.create({
    knex,
    clock,
    revisions,
    hiddenTools,
    gatewayPublicUrl,
    companyDomains: settings.checks.companyDomains,
  });
  const intake = EntityIntake.create({ database, logger, clock });
  const sync = CatalogSync.create({
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
  for (const check of [
    ...(options.builtInChecks ?? builtInChecks(settings.checks)),
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
  const checkWorker = CheckWorker.create(checking);
  const gate = RevisionGate.create(checking);
  const submissions = SubmissionService.create({
    ...common,
    sync,
    prober,
    presenter: revisions,
    checks: checkWorker,
    formulas: options.formulas,
  });
  const rollbacks = RollbackService.create({
    ...common,
    freshSignIn,
    presenter: revisions,
    submissions,
  });
  return {
    database,
    visibility,
    gitOps: createGitOps({
      ...{ ...common, logger, catalog, auth, freshSignIn, gate },
      ...{ submissions, rollbacks, approverGroups },
      settings: settings.gitOps,
      additions: options.gitOpsAdditions,
      workingDirectory: options.workingDirectory,
    }),
    sync,
    submissions,
    checkWorker,
    checks: CheckService.create({
      ...checking,
      ...{ visibility, submissions },
      worker: checkWorker,
      presenter: CheckPresenter.create({ ...checking, gate }),
    }),
    drift: DriftIntake.create({
      ...{ database, submissions, logger },
      reader: options.driftReader,
    }),
    servers: ServerService.create({
      ...common,
      freshSignIn,
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
    }),
    revisionDecisions: RevisionDecisionService.create({
      ...common,
      ...{ freshSignIn, gate },
      presenter: revisions,
    }),
    rollbacks,
    revisionHistory: RevisionHistoryService.create(common),
    accessDecisions: AccessDecisionService.create({
      ...common,
      freshSignIn,
      presenter: requests,
      undoWindowSeconds,
    }),
    accessRequests: AccessRequestService.create({
      ...common,
      catalog,
      presenter: requests,
      hiddenTools,
    }),
    grants: GrantService.create(common),
    hiddenTools: HiddenToolService.create(common),
    limits: LimitService.create(common),
    blastRadius: BlastRadiusService.create({ ...common, catalog, hiddenTools }),
    accessDocuments: AccessDocumentService.create({ database, clock }),
  };
}
