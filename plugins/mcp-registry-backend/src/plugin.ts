import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { ConflictError } from '@backstage/errors';
import type { ApprovalPolicyInput } from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpRegistryApprovalPoliciesExtensionPoint,
  mcpRegistryChecksExtensionPoint,
  type RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { Router } from 'express';
import { registerActions } from './actions/registerActions';
import { readAccessPolicies } from './approvals/policies/readAccessPolicies';
import { readApprovalPolicies } from './approvals/policies/readApprovalPolicies';
import { SetupCheckService } from './operations/SetupCheckService';
import { createFreshSignInRouter } from './fresh-sign-in/createFreshSignInRouter';
import { AttestedSboms } from './checks/contents/sbom/AttestedSboms';
import { createTrustChecks } from './checks/trust/createTrustChecks';
import { DefinitionExportService } from './definitions/DefinitionExportService';
import { collectGitOps } from './gitops/collectGitOps';
import { GitOpsPresenter } from './gitops/GitOpsPresenter';
import { FreshSignIns } from './fresh-sign-in/FreshSignIns';
import { GatewayVerdicts } from './checks/alerts/GatewayVerdicts';
import { GatewayDriftReader } from './drift/GatewayDriftReader';
import { CertificateCheck } from './checks/certificate/CertificateCheck';
import { GatewayCertificateReader } from './checks/certificate/GatewayCertificateReader';
import { GatewayDigestReader } from './digest/GatewayDigestReader';
import { GrantUseReader } from './reviews/GrantUseReader';
import { GatewayProber } from './revisions/GatewayProber';
import { systemClock } from './service/Clock';
import { createRouter } from './service/createRouter';
import { createServices } from './service/createServices';
import { registerPermissions } from './service/registerPermissions';
import { RequestContext } from './service/RequestContext';
import { GITOPS_TASK, scheduleTasks } from './service/scheduleTasks';
import { readSettings } from './service/Settings';
import { warnAboutSettings } from './service/warnAboutSettings';

/**
 * The control plane: which MCP servers may run, who may use them, who decided.
 *
 * @public
 */
export const mcpRegistryPlugin = createBackendPlugin({
  pluginId: 'mcp-registry',
  register(env) {
    const checks: RevisionCheck[] = [];
    env.registerExtensionPoint(mcpRegistryChecksExtensionPoint, {
      addCheck: check => {
        if (checks.some(({ manifest }) => manifest.id === check.manifest.id)) {
          throw new ConflictError(
            `There are two checks called ${check.manifest.id}`,
          );
        }
        checks.push(check);
      },
    });
    const policies: ApprovalPolicyInput[] = [];
    env.registerExtensionPoint(mcpRegistryApprovalPoliciesExtensionPoint, {
      addPolicy: policy => policies.push(policy),
    });
    const gitOpsAdditions = collectGitOps(env);
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const settings = readSettings(deps.config);
        warnAboutSettings(settings, deps.logger);
        const clock = systemClock;
        const approvalPolicies = await readApprovalPolicies(
          deps.config,
          policies,
        );
        const services = await createServices({
          ...deps,
          settings,
          clock,
          approvalPolicies,
          accessPolicies: await readAccessPolicies(deps.config, {
            taken: approvalPolicies.map(({ id }) => id),
            hasFreshSignIn: settings.freshSignIn !== undefined,
          }),
          checks: [
            ...createTrustChecks({ ...deps, clock }),
            CertificateCheck.create({
              reader: GatewayCertificateReader.create(deps),
              warnDays: settings.checks.certificateWarnDays,
              clock,
            }),
            ...checks,
          ],
          published: knex => AttestedSboms.create({ ...deps, knex, clock }),
          gitOpsAdditions,
          workingDirectory: deps.config.getOptionalString(
            'backend.workingDirectory',
          ),
          prober: GatewayProber.create({ ...deps, clock }),
          driftReader: GatewayDriftReader.create(deps),
          verdicts: GatewayVerdicts.create(deps),
          useReader: GrantUseReader.create(deps),
          digestReader: GatewayDigestReader.create(deps),
        });
        deps.lifecycle.addShutdownHook(() => services.gitOps.close());
        await services.policyLedger.align();
        registerPermissions({ ...deps, database: services.database });
        registerActions({ ...deps, services, settings });
        await scheduleTasks({ ...deps, services, settings });
        const { freshSignIn } = settings;
        const freshSignIns =
          freshSignIn &&
          FreshSignIns.create({
            ...{ ...deps, clock, settings: freshSignIn },
            knex: services.database.knex,
            onSignedIn: async (userRef, at) =>
              await services.stops.reactions.signedIn(userRef, at),
          });
        if (freshSignIns) {
          const path = '/fresh-sign-in';
          deps.httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
          deps.httpRouter.use(
            Router().use(
              path,
              createFreshSignInRouter({
                signIns: freshSignIns,
                settings: freshSignIn,
                logger: deps.logger,
              }),
            ),
          );
        }
        deps.httpRouter.use(
          createRouter({
            services,
            httpAuth: deps.httpAuth,
            auth: deps.auth,
            definitions: DefinitionExportService.create({
              ...services,
              knex: services.database.knex,
              access: deps,
            }),
            gitOps: {
              presenter: GitOpsPresenter.create({
                ...services,
                knex: services.database.knex,
              }),
              access: deps,
              trigger: async () => {
                if (services.gitOps.sources.length === 0) return;
                await deps.scheduler.triggerTask(GITOPS_TASK);
              },
            },
            setup: SetupCheckService.create({
              ...{ ...deps, ...settings },
              findAdvisories: services.contents.finding,
            }),
            context: RequestContext.create({
              ...deps,
              settings,
              freshSignIns,
            }),
          }),
        );
      },
    });
  },
});
