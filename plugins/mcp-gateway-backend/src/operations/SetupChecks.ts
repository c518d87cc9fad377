import type { RootConfigService } from '@backstage/backend-plugin-api';
import {
  type GatewaySchemas,
  type SetupCheckResult,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { CheckpointDesk } from '../evidence/checkpoints/CheckpointDesk';
import type { Evidence } from '../evidence/createEvidence';
import type { DriverSet } from '../runtimes/DriverSet';
import { targetOf } from '../runtimes/types';
import { readGatewayFindings } from './readGatewayFindings';
import { readAuditFinding } from './readAuditFinding';
import { readCheckpointFinding } from './readCheckpointFinding';
import { readRuntimeFinding } from './readRuntimeFinding';
import type { ServerCheck } from './ServerCheck';
import type { ServerAnswer } from './SetupRunStore';

const FINDING_OF = {
  open: 'upstreams.open',
  unknown: 'upstreams.unreachable',
  closed: 'upstreams.closed',
} as const satisfies Record<ServerAnswer, string>;

type Last = Awaited<ReturnType<ServerCheck['last']>>;

/** Says how safely the gateway is set up. */
export class SetupChecks {
  static create(options: {
    config: RootConfigService;
    directory: Pick<AccessDirectory, 'status' | 'refs' | 'get'>;
    drivers: Pick<DriverSet, 'report'>;
    audit: Pick<Evidence, 'status'>;
    checkpoints: Pick<CheckpointDesk, 'places'>;
    servers: Pick<ServerCheck, 'last' | 'begin'>;
  }): SetupChecks {
    return new SetupChecks(options);
  }

  readonly #options: Parameters<typeof SetupChecks.create>[0];

  private constructor(options: Parameters<typeof SetupChecks.create>[0]) {
    this.#options = options;
  }

  async list(): Promise<GatewaySchemas['SetupChecks']> {
    const { config, directory, drivers, servers, audit } = this.#options;
    const { checkpoints } = this.#options;
    const last = await servers.last();
    const runtimes = readRuntimeFinding({
      reports: await drivers.report(),
      hosted: directory
        .refs()
        .filter(ref => targetOf(directory.get(ref)) !== undefined),
    });
    return {
      items: [
        ...readGatewayFindings({ config, feed: directory.status() }).map(
          finding => toSetupCheck(finding),
        ),
        toSetupCheck(runtimes.finding, runtimes),
        readAuditFinding(await audit.status()),
        readCheckpointFinding(await checkpoints.places()),
        ...checksOf(last),
      ],
      ...(last && { run: toRun(last) }),
    };
  }

  /** Begins to check servers; where that is under way, says how far it is. */
  async checkServers(): Promise<GatewaySchemas['SetupRun']> {
    const { servers } = this.#options;
    await servers.begin();
    const last = await servers.last();
    if (!last) throw new Error('A run that has begun is not there');
    return toRun(last);
  }
}

/** The worst first: open servers do not hide those that nothing is known of. */
function checksOf(last: Last): SetupCheckResult[] {
  if (!last || (last.isRunning && last.done === 0)) {
    return [toSetupCheck('upstreams.not-checked')];
  }
  const checkedAt = last.finishedAt ?? last.heardAt;
  const refsWith = (answer: ServerAnswer) =>
    Object.entries(last.results).flatMap(([ref, given]) =>
      given === answer ? [ref] : [],
    );
  const found = (['open', 'unknown'] as const).flatMap(answer => {
    const subjects = refsWith(answer);
    return subjects.length > 0
      ? [toSetupCheck(FINDING_OF[answer], { subjects, checkedAt })]
      : [];
  });
  if (found.length > 0) return found;
  // A run that ended halfway has not shown that all are closed.
  return last.finishedAt
    ? [toSetupCheck('upstreams.closed', { checkedAt })]
    : [toSetupCheck('upstreams.not-checked')];
}

function toRun(last: NonNullable<Last>): GatewaySchemas['SetupRun'] {
  return {
    state: last.isRunning ? 'running' : 'finished',
    startedAt: last.startedAt,
    ...(last.finishedAt && { finishedAt: last.finishedAt }),
    done: last.done,
    total: last.total,
  };
}
