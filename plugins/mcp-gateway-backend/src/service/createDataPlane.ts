import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import type { Agents } from '../agents/Agents';
import { createAllServers } from '../aggregate/createAllServers';
import type { AuthorizationServer } from '../authorization-server/AuthorizationServer';
import type { CredentialProviders } from '../credentials/CredentialProviders';
import { CredentialUpstream } from '../credentials/CredentialUpstream';
import type { AccountLinks } from '../connections/AccountLinks';
import { CallbackHandler } from '../connections/CallbackHandler';
import type { Connections } from '../connections/Connections';
import { AuthorizationHandler } from '../edge/AuthorizationHandler';
import { createHostCheck } from '../edge/checkHost';
import { createCors } from '../edge/cors';
import { createRequestListener } from '../edge/createRequestListener';
import { GatewayListener } from '../edge/GatewayListener';
import { McpHandler } from '../edge/McpHandler';
import { SourceAddresses } from '../edge/SourceAddresses';
import type { DriftWatch } from '../drift/DriftWatch';
import type { EgressGuard } from '../egress/EgressGuard';
import type { SecretBox } from '../encryption/SecretBox';
import { SessionWishes } from '../era/legacyClient/SessionWishes';
import { EraBridges } from '../era/EraBridges';
import type { BodiesRoom } from '../evidence/bodies/createBodies';
import type { CallRecorder } from '../evidence/types';
import type { GuardSet } from '../guards/GuardSet';
import { createHistory, type History } from '../guards/history/createHistory';
import { InspectingChooser } from '../guards/InspectingChooser';
import { Limits } from '../limits/Limits';
import { assignTeam } from '../pipeline/assignTeam';
import { authenticate } from '../pipeline/authenticate';
import { authorize } from '../pipeline/authorize';
import { bindSession } from '../pipeline/bindSession';
import { budget } from '../pipeline/budget';
import { CallRunner } from '../pipeline/CallRunner';
import { credential } from '../pipeline/credential';
import { credentialHolds } from '../pipeline/credentialHolds';
import { findTask } from '../pipeline/findTask';
import { guard } from '../pipeline/guard';
import { checkHistory, enterHistory } from '../pipeline/history';
import { noteClient } from '../pipeline/noteClient';
import { openSession } from '../pipeline/openSession';
import { parametersAgree } from '../pipeline/parametersAgree';
import { parse } from '../pipeline/parse';
import type { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import { resolve } from '../pipeline/resolve';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { TokenVerifier } from '../tokens/types';
import { HostedServersUpstream } from '../runtimes/HostedServersUpstream';
import { HostedHttpUpstream } from '../runtimes/http/HostedHttpUpstream';
import { HostedUpstream } from '../runtimes/stdio/HostedUpstream';
import type { RuntimePool } from '../runtimes/types';
import { AnswerRewriting } from '../rewrite/AnswerRewriting';
import { TaskRegistry } from '../tasks/TaskRegistry';
import { BreakerUpstream } from '../transport/BreakerUpstream';
import { CircuitBreakers } from '../transport/CircuitBreakers';
import { Forwarder } from '../transport/Forwarder';
import { HttpUpstream } from '../transport/HttpUpstream';
import { OpenStreams } from '../transport/OpenStreams';
import { answerRefusals } from '../refusals/answerRefusals';
import type { Visibility } from '../refusals/Visibility';
import { endStoppedSessions } from '../sessions/endStoppedSessions';
import { Sessions } from '../sessions/Sessions';
import type { Telemetry } from '../telemetry/Telemetry';
import { SseUpstream } from '../transport/SseUpstream';
import type { Upstream } from '../transport/Upstream';
import type { Budgets } from '../usage/budgets/Budgets';
import type { TokenMeter } from '../usage/counting/TokenMeter';
import { UpstreamChooser } from '../transport/UpstreamChooser';
import type { GatewaySettings } from './readSettings';

/** Calls and streams that one person has open at a time, on one replica. */
const MAX_OPEN_PER_PERSON = 250;

/** The running data plane. */
export interface DataPlane {
  sessions: Sessions;
  tasks: TaskRegistry;
  bridges: EraBridges;
  /** Rules that look at history. */
  history: History;
  /** The state of the servers' circuit breakers on this replica. */
  breakers: CircuitBreakers;
  /** The answers that are under way on this replica. */
  streams: OpenStreams;
  /** Binds the listener. Returns its port. */
  listen(): Promise<number>;
  /** Answers `/readyz` with 503 and takes no new connections; calls under way may finish for a while, streams end. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Puts edge, pipeline and transport together. */
export function createDataPlane(options: {
  settings: GatewaySettings;
  database: Knex;
  guard: EgressGuard;
  tokens: TokenVerifier & {
    jwks(): Promise<object>;
    /** What a token was made for, where the gateway made it. */
    clientOf(tokenId: string): Promise<string | undefined>;
    noteClient(tokenId: string, client: string): void;
  };
  /** Absent where it is off. */
  authorizationServer?: AuthorizationServer;
  /** Identity providers of the company whose tokens `tokens` takes. */
  issuers?: readonly string[];
  /** Absent where agents are off. */
  agents?: Pick<Agents, 'directory'>;
  membership: MembershipResolver;
  /** What the portal's permission policy said of people. */
  decisions: Pick<UseDecisions, 'of'>;
  directory: AccessDirectory;
  /** Compares what servers list with what was approved. */
  drift: Pick<DriftWatch, 'compare'>;
  recorder: CallRecorder;
  /** What is kept of arguments and results. */
  bodies: Pick<BodiesRoom, 'stage' | 'keeper'>;
  /** Whose usage calls are, what teams may use, and who counts tokens. */
  usage: {
    budgets: Pick<Budgets, 'teamOf' | 'spent'>;
    meter?: Pick<TokenMeter, 'note'>;
  };
  companyPolicies: CompanyPolicies;
  /** Who may know what there is. */
  visibility: Visibility;
  /** Who gives the credentials that reach the systems behind servers. */
  credentials: CredentialProviders;
  /** Servers that the gateway runs itself. */
  runtimes: RuntimePool;
  /** Who looks at arguments and results. */
  callGuards: GuardSet;
  /** Takes people back from where they link their accounts. */
  links: Pick<AccountLinks, 'callback'>;
  /** Tells when somebody's accounts have changed. */
  accounts: Pick<Connections, 'onChange'>;
  /** Encrypts keys at rest. */
  box: SecretBox;
  /** Absent where nobody collects. */
  telemetry?: Telemetry;
  logger: LoggerService;
}): DataPlane {
  const { settings, tokens, membership, directory, recorder, logger } = options;
  const { visibility, callGuards, companyPolicies, telemetry } = options;
  const policies = companyPolicies.current;
  const clock = () => Date.now();
  const sessions = Sessions.create({
    ...options,
    settings: settings.sessions,
    onEnd: session => telemetry?.sessionEnded(session),
  });
  const wishes = SessionWishes.create(options);
  const tasks = TaskRegistry.create({ database: options.database });
  const http = HttpUpstream.create({
    guard: options.guard,
    limits: settings.upstreamLimits,
  });
  const sse = SseUpstream.create({
    guard: options.guard,
    limits: settings.upstreamLimits,
  });
  const providers = options.credentials;
  const hosted = HostedUpstream.create({
    runtimes: options.runtimes,
    idleMs: settings.upstreamLimits.idleMs,
    providers,
  });
  const hostedHttp = HostedHttpUpstream.create({
    runtimes: options.runtimes,
    limits: settings.upstreamLimits,
  });
  const breakers = CircuitBreakers.create();
  const withCredential = (upstream: Upstream) =>
    CredentialUpstream.create({
      upstream: telemetry?.around(upstream) ?? upstream,
      providers,
    });
  const bridges = EraBridges.create({
    ...{ ...options, sessions },
    onSessionEnd: session => telemetry?.bridgeSessionEnded(session),
  });
  const limits = Limits.create({ ...options, settings: settings.callLimits });
  const streams = new OpenStreams({ maxPerPerson: MAX_OPEN_PER_PERSON });
  let isDraining = false;

  const who = authenticate({
    ...{ tokens, membership },
    decisions: options.decisions,
    agents: options.agents?.directory,
  });
  // First, so that the record of a refusal before sign-in says whose server it was about.
  const which = resolve({ directory });
  const noted = noteClient({
    note: (tokenId, client) => tokens.noteClient(tokenId, client),
  });
  const whose = findTask({ tasks });
  const decides = endStoppedSessions({
    decides: authorize({ directory, visibility, policies, clock }),
    sessions,
  });
  const may = [openSession({ sessions, directory }), decides, bindSession];
  const guards = guard({
    guards: callGuards,
    settings: settings.guards,
    maxBytes: settings.bodyBytes,
    decideAgain: [which, whose, decides, parametersAgree],
    logger,
  });
  const history = createHistory({
    ...options,
    rules: settings.history,
    seal: sessions.seal,
    timeoutMs: settings.guards.timeoutMs,
    clientOf: id => tokens.clientOf(id),
  });
  const checkHost = createHostCheck(settings);
  const forwarder = Forwarder.create({
    chooser: history.around(
      InspectingChooser.create({
        chooser: UpstreamChooser.create({
          byType: {
            'streamable-http': bridges.around(
              BreakerUpstream.create({
                upstream: withCredential(http),
                breakers,
              }),
            ),
            sse: bridges.around(
              BreakerUpstream.create({
                upstream: withCredential(sse),
                breakers,
              }),
              { isLegacyOnly: true },
            ),
            // A runtime that fails is kept back on its own, so that one person's does not take everybody's away.
            hosted: bridges.around(
              withCredential(
                HostedServersUpstream.create({
                  stdio: hosted,
                  http: hostedHttp,
                }),
              ),
            ),
          },
        }),
        guards: callGuards,
        settings: settings.guards,
        logger,
      }),
    ),
    sessions,
    rewriting: AnswerRewriting.create({
      ...{ directory, tasks, policies, clock },
      drift: options.drift,
    }),
  });
  const { budgets, meter } = options.usage;
  const whoseUsage = assignTeam(budgets);
  const shared = { streams, answerRefusal: answerRefusals(settings), logger };
  const last = [
    parametersAgree,
    guards,
    checkHistory(history.guard),
    budget(budgets),
    limits.stage,
    credential({ providers }),
    enterHistory(history.guard),
  ];
  const holds = credentialHolds({ providers });
  const { stage: kept, keeper: bodies } = options.bodies;
  const runner = CallRunner.create({
    ...shared,
    bodies,
    telemetry: telemetry?.calls,
    stages: [
      which,
      who,
      whoseUsage,
      parse,
      kept,
      noted,
      whose,
      ...may,
      ...last,
    ],
    recheck: [which, who, ...may, holds],
    forwarder,
    recorder,
    meter,
  });
  const allServers = createAllServers({
    ...options,
    publicUrl: settings.publicUrl,
    portalUrl: settings.portalUrl,
    policies,
    who,
    noted,
    inner: CallRunner.create({
      ...shared,
      bodies,
      telemetry: telemetry?.calls.inner(),
      stages: [which, whoseUsage, parse, kept, whose, decides, ...last],
      recheck: [which, decides, holds],
      forwarder,
      recorder,
      meter,
    }),
    sessions,
    wishes,
    shared: { ...shared, telemetry: telemetry?.calls },
    clock,
  });
  const mcp = McpHandler.create({
    runner,
    allServers: allServers.runner,
    checkHost,
    sources: SourceAddresses.create(settings),
    limits: { bytes: settings.bodyBytes, timeoutMs: settings.bodyTimeoutMs },
  });
  const listener = GatewayListener.create({
    tls: settings.tls,
    handler: createRequestListener({
      publicUrl: settings.publicUrl,
      cors: createCors({ checkHost }),
      mcp,
      directory,
      jwks: () => tokens.jwks(),
      issuers: options.issuers,
      ...(options.authorizationServer && {
        authorization: AuthorizationHandler.create({
          server: options.authorizationServer,
          checkHost,
          bodyTimeoutMs: settings.bodyTimeoutMs,
        }),
      }),
      client: CallbackHandler.create({
        ...settings,
        ...{ checkHost, links: options.links },
      }),
      isDraining: () => isDraining,
      logger,
    }),
  });
  const stopListening = directory.onChange(refs => void streams.sweep(refs));
  const stopWatching = companyPolicies.onChange(() => void streams.sweep());
  streams.start();

  return {
    sessions,
    tasks,
    bridges,
    history,
    breakers,
    streams,
    async listen() {
      await sessions.start();
      await limits.start();
      return await listener.listen(settings);
    },
    async drain() {
      isDraining = true;
      listener.drain();
      await streams.drain({
        deadlineMs: settings.drainMs,
        isBusy: () => listener.isBusy,
        onStep: () => listener.drain(),
      });
    },
    async close() {
      stopListening();
      stopWatching();
      allServers.stop();
      streams.stop();
      await listener.close();
      bridges.close();
      await http.close();
      await sse.close();
      hosted.close();
      await hostedHttp.close();
      await sessions.stop();
      await limits.stop();
      await history.stop();
    },
  };
}
