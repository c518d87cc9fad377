import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AccessDirectory } from '../access/types';
import { LegacyClientBridge } from '../era/legacyClient/LegacyClientBridge';
import type { Connections } from '../connections/Connections';
import type { SessionWishes } from '../era/legacyClient/SessionWishes';
import type { CallRecorder } from '../evidence/types';
import { bindSession } from '../pipeline/bindSession';
import { CallRunner, type CallRunnerOptions } from '../pipeline/CallRunner';
import { openSession } from '../pipeline/openSession';
import { parse } from '../pipeline/parse';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import type { Stage } from '../pipeline/types';
import type { Sessions } from '../sessions/Sessions';
import { Forwarder } from '../transport/Forwarder';
import { admit } from './admit';
import { AggregateEntrance } from './AggregateEntrance';
import { AggregateUpstream } from './AggregateUpstream';
import { InnerCalls } from './InnerCalls';
import { ListListeners } from './ListListeners';
import { OuterRecorder } from './OuterRecorder';
import { PersonServers } from './PersonServers';
import { ServerLists } from './ServerLists';

/** Puts the endpoint for all servers together. */
export function createAllServers(options: {
  publicUrl: string;
  portalUrl?: string;
  /** Who calls. */
  who: Stage;
  /** What their client calls itself. */
  noted: Stage;
  /** Makes inner calls: its stages take who calls as given. */
  inner: CallRunner;
  sessions: Sessions;
  wishes: SessionWishes;
  directory: AccessDirectory;
  policies: PoliciesInForce;
  recorder: CallRecorder;
  /** What all runners of this replica share. */
  shared: Pick<
    CallRunnerOptions,
    'streams' | 'answerRefusal' | 'telemetry' | 'logger'
  >;
  /** Tells when somebody's accounts have changed. */
  accounts: Pick<Connections, 'onChange'>;
  clock: () => number;
  logger: LoggerService;
}): { runner: CallRunner; stop: () => void } {
  const { publicUrl, portalUrl, who, sessions, wishes, directory } = options;
  const { clock, logger } = options;
  const servers = PersonServers.create({
    directory,
    clock,
    policies: options.policies,
  });
  const listeners = ListListeners.create({ directory, servers });
  const inner = InnerCalls.create({ runner: options.inner, publicUrl });
  const lists = ServerLists.create({
    ...{ inner, clock, logger, portalUrl },
    onLate: user => listeners.tell(user),
  });
  const stopHearing = options.accounts.onChange(({ userRef }) =>
    listeners.tell(userRef),
  );
  const aggregate = AggregateUpstream.create({
    ...{ inner, servers, lists, listeners },
  });
  const upstream = AggregateEntrance.create({
    aggregate,
    fromLegacy: LegacyClientBridge.create({
      upstream: aggregate,
      mailbox: sessions.mailbox,
      wishes,
    }),
  });
  const may = [
    openSession({ sessions, directory }),
    admit({ directory, servers }),
    bindSession,
  ];
  const runner = CallRunner.create({
    ...options.shared,
    stages: [who, parse, options.noted, ...may],
    recheck: [who, ...may],
    forwarder: Forwarder.create({
      chooser: {
        choose: () => ({ upstream, url: `${publicUrl}/mcp` }),
      },
      sessions,
      // Inner calls were rewritten where they must be.
      rewriting: { for: () => undefined },
    }),
    recorder: OuterRecorder.create(options),
  });
  return {
    runner,
    stop: () => {
      stopHearing();
      listeners.stop();
    },
  };
}
