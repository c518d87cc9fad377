import {
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  trace,
} from '@opentelemetry/api';
import type { EndedSession } from '../era/modernClient/EndedSession';
import type { Session } from '../sessions/types';
import type { ProbeService } from '../service/ProbeService';
import type { Upstream } from '../transport/Upstream';
import { BoundedNames } from './BoundedNames';
import { CallTelemetry } from './CallTelemetry';
import { OWN_ATTRIBUTES } from './conventions';
import { Instruments } from './Instruments';
import { type GatewaySources, readGauges } from './readGauges';
import type { TelemetrySettings } from './readTelemetrySettings';
import { SessionTelemetry } from './SessionTelemetry';
import { TracedUpstream } from './TracedUpstream';
import { UserIdentity } from './UserIdentity';

const NAME = '@sallyport/backstage-plugin-mcp-gateway-backend';

/**
 * What the gateway tells OpenTelemetry. Who collects it, and where it goes, is the process' business: without an SDK nothing is
 * observed, and calls run as if there were no telemetry.
 */
export class Telemetry {
  /** Without an SDK: `undefined`. */
  static create(settings: TelemetrySettings): Telemetry | undefined {
    const provider = trace.getTracerProvider();
    const isTracing =
      !(provider instanceof ProxyTracerProvider) ||
      provider.getDelegateTracer(NAME) !== undefined;
    const isMeasuring = metrics.getMeter(NAME) !== createNoopMeter();
    return isTracing || isMeasuring ? new Telemetry(settings) : undefined;
  }

  /** Of calls that clients make. */
  readonly calls: CallTelemetry;
  readonly #instruments = Instruments.create(metrics.getMeter(NAME));
  readonly #names = BoundedNames.create();
  readonly #tracer = trace.getTracer(NAME);
  readonly #sessions: SessionTelemetry;
  #stopObserving = () => {};

  private constructor(settings: TelemetrySettings) {
    const shared = { instruments: this.#instruments, names: this.#names };
    this.calls = CallTelemetry.create({
      ...{ ...shared, tracer: this.#tracer },
      users: UserIdentity.create(settings),
    });
    this.#sessions = SessionTelemetry.create(shared);
  }

  /** What goes to servers is seen. */
  around(upstream: Upstream): Upstream {
    return TracedUpstream.create({
      ...{ upstream, tracer: this.#tracer },
      ...{ instruments: this.#instruments, names: this.#names },
    });
  }

  sessionEnded(session: Session): void {
    this.#sessions.ended(session);
  }

  /** One of a bridge with a server. */
  bridgeSessionEnded(session: EndedSession): void {
    this.#sessions.bridgeEnded(session);
  }

  /** Probes are counted by how they went. */
  aroundProbes(probes: ProbeService): ProbeService {
    const count = (outcome: string) =>
      this.#instruments.probes.add(1, { [OWN_ATTRIBUTES.outcome]: outcome });
    return {
      probe: async request => {
        try {
          const result = await probes.probe(request);
          count(result.ok ? 'ok' : 'failed');
          return result;
        } catch (error) {
          count('error');
          throw error;
        }
      },
    };
  }

  /** What this replica is doing is read when somebody collects. */
  observe(sources: GatewaySources): void {
    this.#stopObserving();
    this.#stopObserving = this.#instruments.observe(() => readGauges(sources));
  }

  stop(): void {
    this.#stopObserving();
  }
}
