import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { AuthorizationServer } from '../authorization-server/AuthorizationServer';
import type { Consents } from '../authorization-server/Consents';
import type { ConnectionsRoom } from '../connections/createConnections';
import { oneReplicaAtATime } from '../database/oneReplicaAtATime';
import type { EraBridges } from '../era/EraBridges';
import type { BodiesRoom } from '../evidence/bodies/createBodies';
import type { CallStore } from '../evidence/CallStore';
import type { AuditRetention } from '../evidence/shipping/AuditRetention';
import type { RuntimesRoom } from '../runtimes/createRuntimes';
import type { UseDecisionDesk } from '../permissions/UseDecisionDesk';
import type { History } from '../guards/history/createHistory';
import type { TokenService } from '../tokens/TokenService';
import type { UsageRoom } from '../usage/createUsage';
import type { TaskRegistry } from '../tasks/TaskRegistry';
import type { Sessions } from '../sessions/Sessions';

const DAY_MS = 24 * 60 * 60 * 1000;
const TASK_DAYS = 30;

/** Once an hour, on one replica: what is past its time goes. */
export async function scheduleCleanUp(options: {
  database: Knex;
  scheduler: SchedulerService;
  retentionDays: number;
  tokens: TokenService;
  consents: Pick<Consents, 'cleanUp'>;
  /** Absent where it is off. */
  authorizationServer?: Pick<AuthorizationServer, 'cleanUp'>;
  connections: Pick<ConnectionsRoom, 'cleanUp'>;
  uses: Pick<UseDecisionDesk, 'cleanUp'>;
  calls: CallStore;
  /** The audit log. */
  audit: Pick<AuditRetention, 'cleanUp'>;
  sessions: Sessions;
  tasks: TaskRegistry;
  bridges: EraBridges;
  runtimes: Pick<RuntimesRoom, 'cleanUp'>;
  history: Pick<History, 'cleanUp'>;
  usage: Pick<UsageRoom, 'cleanUp'>;
  bodies: Pick<BodiesRoom, 'cleanUp'>;
}): Promise<void> {
  const { scheduler, retentionDays, tokens, calls, sessions, tasks } = options;
  // With the first task Backstage makes the scheduler's own tables, and does not expect company.
  await oneReplicaAtATime(options.database, async () => {
    await scheduler.scheduleTask({
      id: 'mcp-gateway-clean-up',
      frequency: { hours: 1 },
      timeout: { minutes: 10 },
      initialDelay: { minutes: 1 },
      fn: async () => {
        await tokens.cleanUp();
        await options.consents.cleanUp();
        await options.authorizationServer?.cleanUp();
        await sessions.cleanUp();
        await options.connections.cleanUp();
        await options.uses.cleanUp();
        await options.bridges.cleanUp();
        await options.runtimes.cleanUp();
        await options.history.cleanUp();
        await options.usage.cleanUp();
        await options.bodies.cleanUp();
        await tasks.cleanUp(new Date(Date.now() - TASK_DAYS * DAY_MS));
        await options.audit.cleanUp();
        await calls.deleteOlderThan(
          new Date(Date.now() - retentionDays * DAY_MS),
        );
      },
    });
  });
}
