import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  type CallGuard,
  type CredentialProvider,
  type IdentityTokens,
  type KeyProvider,
  mcpCredentialProvidersExtensionPoint,
  mcpIdentityTokensExtensionPoint,
  mcpGatewayCallGuardsExtensionPoint,
  mcpGatewayKeyProviderExtensionPoint,
  mcpRuntimeDriversExtensionPoint,
  type RuntimeDriver,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { mcpRegistryServiceRef } from '@sallyport/backstage-plugin-mcp-registry-node';
import { mcpGatewayPermissions } from '@sallyport/backstage-plugin-mcp-registry-common';
import { createAlerts } from './alerts/createAlerts';
import { Agents } from './agents/Agents';
import { systemClock } from './access/Clock';
import { CatalogMembership } from './access/CatalogMembership';
import { FeedFollower } from './access/FeedFollower';
import { AuthorizationServer } from './authorization-server/AuthorizationServer';
import { Consents } from './authorization-server/Consents';
import { Interactions } from './authorization-server/Interactions';
import { createCompanyTokens } from './company-tokens/createCompanyTokens';
import { createConnections } from './connections/createConnections';
import { createCredentials } from './credentials/createCredentials';
import { applyDatabaseMigrations } from './database/migrate';
import { ActivityViews } from './evidence/ActivityViews';
import { createBodies } from './evidence/bodies/createBodies';
import { createCheckpoints } from './evidence/checkpoints/createCheckpoints';
import { GrantUseDesk } from './evidence/GrantUseDesk';
import { DigestAlerts } from './digest/DigestAlerts';
import { OwnerDigestDesk } from './digest/OwnerDigestDesk';
import { createDrift } from './drift/createDrift';
import { CallStore } from './evidence/CallStore';
import { EgressGuard } from './egress/EgressGuard';
import { SecretBox } from './encryption/SecretBox';
import { createEvidence } from './evidence/createEvidence';
import { TokenLog } from './evidence/tokens/TokenLog';
import { LinkedIdentities } from './exchange/LinkedIdentities';
import { GuardSet } from './guards/GuardSet';
import { createSetupChecks } from './operations/createSetupChecks';
import { CompanyPolicies } from './pipeline/policies/CompanyPolicies';
import { createPolicyDesk } from './policies/createPolicyDesk';
import { PolicyStore } from './policies/PolicyStore';
import { createAskWithoutCredential } from './operations/askWithoutCredential';
import { CandidateProbe } from './probes/CandidateProbe';
import { CertificateDesk } from './probes/CertificateDesk';
import { createUseDecisions } from './permissions/createUseDecisions';
import { McpProbe } from './probes/McpProbe';
import { withoutStopped } from './probes/withoutStopped';
import { CatalogVisibility } from './refusals/CatalogVisibility';
import { createRuntimes } from './runtimes/createRuntimes';
import { createDataPlane } from './service/createDataPlane';
import { createRouter } from './service/createRouter';
import { LiveCalls } from './service/live/LiveCalls';
import { LogWatch } from './service/live/LogWatch';
import { readSettings } from './service/readSettings';
import { scheduleCleanUp } from './service/scheduleCleanUp';
import { correlated } from './telemetry/correlated';
import { Telemetry } from './telemetry/Telemetry';
import { TokenService } from './tokens/TokenService';
import { createVault } from './vault/createVault';
import { createUsage } from './usage/createUsage';
import { createWhoMayCall } from './who-may-call/createWhoMayCall';

/** The data plane: the only way from an MCP client to an MCP server. */
export const mcpGatewayPlugin = createBackendPlugin({
  pluginId: 'mcp-gateway',
  register(env) {
    const callGuards: CallGuard[] = [];
    env.registerExtensionPoint(mcpGatewayCallGuardsExtensionPoint, {
      addCallGuard: guard => {
        callGuards.push(guard);
      },
    });
    const addedProviders = new Map<string, CredentialProvider>();
    env.registerExtensionPoint(mcpCredentialProvidersExtensionPoint, {
      addProvider: provider => {
        if (addedProviders.has(provider.type)) {
          throw new Error(
            `Two modules give credentials of the type ${provider.type}`,
          );
        }
        addedProviders.set(provider.type, provider);
      },
    });
    const brought = new Map<string, IdentityTokens>();
    env.registerExtensionPoint(mcpIdentityTokensExtensionPoint, {
      setIdentityTokens: (connection, tokens) => {
        if (brought.has(connection)) {
          throw new Error(`Two modules bring identity tokens of ${connection}`);
        }
        brought.set(connection, tokens);
      },
    });
    let keyProvider: KeyProvider | undefined;
    env.registerExtensionPoint(mcpGatewayKeyProviderExtensionPoint, {
      setKeyProvider: provider => {
        if (keyProvider) throw new Error('Two modules bring a key provider');
        keyProvider = provider;
      },
    });
    const drivers = new Map<string, RuntimeDriver>();
    env.registerExtensionPoint(mcpRuntimeDriversExtensionPoint, {
      addDriver: driver => {
        if (drivers.has(driver.kind)) {
          throw new Error(`Two modules run servers by ${driver.kind}`);
        }
        drivers.set(driver.kind, driver);
      },
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        registry: mcpRegistryServiceRef,
        rootLifecycle: coreServices.rootLifecycle,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, logger, lifecycle, rootLifecycle } = deps;
        const settings = readSettings(deps.config);
        const telemetry = Telemetry.create(settings.telemetry);
        const guard = EgressGuard.create({ rules: settings.egress, logger });
        const database = await deps.database.getClient();
        if (!deps.database.migrations?.skip) {
          await applyDatabaseMigrations(database);
        }
        if (!deps.config.getOptionalBoolean('permission.enabled')) {
          logger.warn(
            'permission.enabled is not true: the portal answers everybody alike. Grants are enforced at the gateway all the same.',
          );
        }
        deps.permissionsRegistry.addPermissions(mcpGatewayPermissions);

        const box = SecretBox.create({ keys: settings.encryptionKeys });
        if (!box.isOn) {
          logger.warn(
            'mcpGateway.encryption.keys is not set: whoever can read the database can sign gateway tokens.',
          );
        }
        const tokens = TokenService.create({
          database,
          issuer: settings.publicUrl,
          logger,
          box,
          personalTokens: settings.personalTokens,
        });
        const company = createCompanyTokens({
          ...{ auth, catalog, guard },
          settings: settings.identityProviders,
          own: tokens,
        });
        const consents = Consents.create({
          database,
          tokens: tokens.ofConsents,
          clock: systemClock,
        });
        const usage = createUsage({
          ...deps,
          ...{ database, settings: settings.usage },
        });
        const calls = CallStore.create({ database });
        const evidence = await createEvidence({
          ...{ database, logger, onSave: usage.onSave },
          settings: settings.audit,
          retentionDays: settings.retentionDays,
        });
        const { recorder } = evidence;
        const tokenLog = TokenLog.create({ recorder: evidence, logger });
        usage.meter?.listen(counted => tokenLog.add(counted));
        const membership = CatalogMembership.create({ auth, catalog });
        const follower = FeedFollower.create({
          registry: deps.registry,
          logger,
          lostAfterMs: settings.refuseAllAfterMs,
        });
        const drift = createDrift({ database, directory: follower, logger });
        const { directory } = drift;
        const agents =
          settings.agents &&
          Agents.create({
            ...{ database, auth, catalog, membership, guard, tokens },
            settings: settings.agents,
            publicUrl: settings.publicUrl,
          });
        const authorizationServer =
          settings.authorization &&
          AuthorizationServer.create({
            ...{ database, box, guard, membership, tokens, consents, logger },
            settings: settings.authorization,
            agents: agents?.grants,
          });
        // A mistake in a policy stops the start: nothing is served without the policies that a company has.
        const policyStore = PolicyStore.create({ database });
        const companyPolicies = await CompanyPolicies.create({
          settings: settings.policies,
          written: policyStore,
          logger,
        });
        const uses = createUseDecisions({ ...deps, database });
        const vault = createVault({ config: deps.config, guard });
        const connections = createConnections({
          ...{ database, box, keyProvider, guard, directory, membership },
          decisions: uses.decisions,
          ...{ publicUrl: settings.publicUrl, logger, vault: vault.client },
          config: deps.config,
          policies: companyPolicies.current,
        });
        const credentials = createCredentials({
          ...{ guard, logger, vault: vault.client },
          config: deps.config,
          assertions: tokens.assertions,
          identities: LinkedIdentities.create({
            brought,
            linked: connections.identities,
          }),
          added: [...connections.providers, ...addedProviders.values()],
        });
        const runtimes = createRuntimes({
          ...{ database, directory, membership, logger },
          config: deps.config,
          drivers: [...drivers.values()],
          secrets: credentials.secrets,
        });
        const bodies = createBodies({
          ...{ ...deps, database, evidence, box: connections.box },
          settings: settings.bodies,
        });
        const dataPlane = createDataPlane({
          settings,
          bodies,
          runtimes: runtimes.pool,
          credentials: credentials.providers,
          database,
          guard,
          usage,
          tokens: {
            verify: (token, endpoint) =>
              company.verifier.verify(token, endpoint),
            jwks: () => tokens.jwks(),
            clientOf: id => tokens.clientOf(id),
            noteClient: (tokenId, client) => tokens.noteClient(tokenId, client),
          },
          issuers: company.issuers,
          agents,
          authorizationServer,
          membership,
          decisions: uses.decisions,
          companyPolicies,
          callGuards: GuardSet.create(callGuards),
          visibility: CatalogVisibility.create({ ...deps, reads: tokens }),
          directory,
          drift: drift.watch,
          recorder,
          links: connections.links,
          accounts: connections.accounts,
          box,
          telemetry,
          logger: telemetry ? correlated(logger) : logger,
        });
        await scheduleCleanUp({
          database,
          scheduler: deps.scheduler,
          retentionDays: settings.retentionDays,
          tokens,
          consents,
          authorizationServer,
          connections,
          uses: uses.desk,
          calls,
          audit: evidence.retention,
          sessions: dataPlane.sessions,
          tasks: dataPlane.tasks,
          bridges: dataPlane.bridges,
          runtimes,
          history: dataPlane.history,
          usage,
          bodies,
        });
        const alerts = createAlerts({
          ...{ ...deps, database, directory, calls, guard },
        });
        const checkpoints = createCheckpoints({
          ...{ config: deps.config, database, box, guard, logger },
          notifications: deps.notifications,
        });
        const setup = createSetupChecks({
          ...{ database, directory, guard, logger },
          audit: evidence,
          checkpoints: checkpoints.desk,
          drivers: runtimes.drivers,
          config: deps.config,
        });
        const candidates = CandidateProbe.create({
          remote: McpProbe.create({
            ...{ logger, guard },
            assertions: tokens.assertions,
          }),
          hosted: runtimes.probe,
          ask: createAskWithoutCredential({ guard }),
        });
        telemetry?.observe({
          ...{ directory, recorder: evidence, runtimes: runtimes.running },
          ...{ breakers: dataPlane.breakers, streams: dataPlane.streams },
        });
        const probes = withoutStopped({
          probes: telemetry?.aroundProbes(candidates) ?? candidates,
          directory,
          clock: () => Date.now(),
        });
        const live = LiveCalls.create({ watch: LogWatch.of(database) });
        deps.httpRouter.use(
          await createRouter({
            ...deps,
            setup: setup.checks,
            publicUrl: settings.publicUrl,
            defaultLimits: settings.callLimits.defaults,
            tokens,
            uses: uses.desk,
            connections: connections.desk,
            history: dataPlane.history,
            consents,
            agents,
            interactions:
              authorizationServer &&
              Interactions.create({
                ...{ directory, membership, clock: systemClock },
                decisions: uses.decisions,
                server: authorizationServer,
                policies: companyPolicies.current,
              }),
            directory,
            calls,
            alerts: alerts.desk,
            auditProof: checkpoints.desk,
            traceLink: settings.traceLink,
            live,
            bodies: bodies.desk,
            bodySettings: settings.bodies,
            activityViews: ActivityViews.create({ database }),
            usage: usage.desk,
            digests: OwnerDigestDesk.create({
              ...{ directory, budgets: usage.budgets },
              usage: usage.store,
              alerts: DigestAlerts.create({ database }),
              ...(settings.usage.prices.length > 0 && {
                currency: settings.usage.currency,
              }),
            }),
            policies: createPolicyDesk({
              ...deps,
              ...{ directory, membership, calls, clock: systemClock },
              portal: settings.policies?.portal,
              store: policyStore,
              company: companyPolicies,
            }),
            runtimes: runtimes.desk,
            fleet: runtimes.fleet,
            whoMayCall: createWhoMayCall({
              ...{ ...deps, directory, membership, agents, clock: systemClock },
              policies: companyPolicies.current,
              decisions: uses.decisions,
            }),
            probes,
            certificates: CertificateDesk.create({ directory, guard, logger }),
            drift: drift.desk,
            grantUses: GrantUseDesk.create({
              ...{ database, retentionDays: settings.retentionDays },
            }),
          }),
        );

        // Before the first call: what is held from then on misses no change.
        await uses.decisions.start();
        await drift.start();
        // Bound here: errors in a start-up hook are swallowed, and a taken port would go unnoticed.
        const port = await dataPlane.listen();
        logger.info(`MCP endpoints are served on ${settings.host}:${port}`);
        await tokens.start();
        await connections.start();
        await runtimes.start();
        evidence.start();
        await usage.start();
        follower.start();
        companyPolicies.start();
        await drift.schedule({
          ...{ scheduler: deps.scheduler, probes },
          settings: settings.drift,
        });
        await checkpoints.schedule(deps.scheduler);

        await alerts.schedule(deps.scheduler);

        rootLifecycle.addBeforeShutdownHook(() => dataPlane.drain());
        lifecycle.addShutdownHook(async () => {
          live.close();
          telemetry?.stop();
          companyPolicies.stop();
          follower.stop();
          drift.stop();
          await setup.stop();
          await alerts.close();
          await tokens.stop();
          await uses.decisions.stop();
          await dataPlane.close();
          await runtimes.stop();
          await authorizationServer?.close();
          await credentials.close();
          await connections.stop();
          await vault.close();
          await company.close();
          await agents?.close();
          await checkpoints.close();
          await bodies.keeper.stop();
          await usage.meter?.close();
          await evidence.stop();
          await usage.stop();
        });
      },
    });
  },
});
