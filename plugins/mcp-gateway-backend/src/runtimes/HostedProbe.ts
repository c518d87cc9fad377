import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type HostedServer,
  hostedServerSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  EgressEvent,
  RunningServer,
  RuntimeProcess,
  RuntimeService,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { within } from '../access/within';
import { sanitizeText } from '../evidence/sanitizeText';
import { listTools } from '../probes/listTools';
import { ProbeError } from '../probes/ProbeError';
import type { ProbeResult } from '../service/ProbeService';
import { UpstreamFailure } from '../transport/UpstreamFailure';
import { describeExit } from './describeExit';
import type { DriverSet, ReadyDriver } from './DriverSet';
import { learnOverHttp } from './http/learnOverHttp';
import { serveOf } from './http/serveOf';
import { LogLines } from './LogLines';
import { Packages } from './Packages';
import { probeProfile } from './probeProfile';
import type { RuntimeJournal } from './RuntimeJournal';
import { gatewayEnvelope } from './stdio/gatewayEnvelope';
import { introduce, type Introduction } from './stdio/introduce';
import { RuntimeConnection } from './stdio/RuntimeConnection';

/** Stands where a secret would: many servers do not start without one, and none is needed to list tools. */
const NO_SECRET = 'sallyport-probe';
const MAX_AT_ONCE = 2;

interface HostedProbeOptions {
  owner: string;
  drivers: DriverSet;
  journal: Pick<RuntimeJournal, 'event' | 'line' | 'egress'>;
  clock: Clock;
  logger: LoggerService;
  /** To install the package. */
  installMs?: number;
  /** To start, to say what it is, and to list its tools. */
  talkMs?: number;
}

/** Runs a candidate for as long as it takes to learn its tools: without secrets, without what it asks for, for nobody. */
export class HostedProbe {
  static create(options: HostedProbeOptions): HostedProbe {
    return new HostedProbe(options);
  }

  readonly #options: Required<HostedProbeOptions>;
  readonly #packages = new Packages();
  #running = 0;

  private constructor(options: HostedProbeOptions) {
    this.#options = { installMs: 75_000, talkMs: 30_000, ...options };
  }

  /** Never throws: what could not be learnt is said in the result. */
  async probe(request: {
    serverId: string;
    hosted: unknown;
    hosts?: readonly string[];
  }): Promise<ProbeResult> {
    const { drivers, logger } = this.#options;
    const { serverId, hosts } = request;
    const about: Pick<ProbeResult, 'runtime' | 'installed'> = {};
    try {
      const parsed = hostedServerSchema.safeParse(request.hosted);
      if (!parsed.success) {
        throw new ProbeError('How it is to be run cannot be understood.');
      }
      const hosted = parsed.data;
      const status = await drivers.status();
      about.runtime = { ready: status.ready, tier: status.tier };
      const driver = await drivers.ready();
      const learnt = await this.#inTurn(() =>
        this.#visit({ serverId, hosted, hosts, driver, about }),
      );
      return { ok: true, ...about, ...learnt };
    } catch (error) {
      const explanation = explain(error);
      logger.info(`Probe of server ${serverId}: ${explanation}`);
      return { ok: false, ...about, error: explanation };
    }
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_AT_ONCE) {
      throw new ProbeError(
        'Other servers are being tried at the moment. Try again shortly.',
      );
    }
    this.#running += 1;
    try {
      return await run();
    } finally {
      this.#running -= 1;
    }
  }

  async #visit(options: {
    serverId: string;
    hosted: HostedServer;
    hosts?: readonly string[];
    driver: ReadyDriver;
    about: Pick<ProbeResult, 'installed'>;
  }): Promise<Omit<ProbeResult, 'ok'>> {
    const { serverId, hosted, hosts, about } = options;
    const { driver } = options.driver;
    const { owner, journal, installMs } = this.#options;
    const serve = hosted.http && serveOf(driver);
    const prepared = await this.#packages.prepare(driver, hosted.package, {
      signal: AbortSignal.timeout(installMs),
    });
    // Approval looks at what it brings along, and goes on without where that cannot be said.
    const contents = await driver.contents?.(prepared).catch(() => undefined);
    about.installed = {
      integrity: prepared.integrity,
      ...(contents && { contents: [...contents] }),
    };
    const runtimeId = randomUUID();
    let process: RunningServer | undefined;
    try {
      const wanted = hosted.profile;
      const profile = probeProfile({ wanted, ...(hosts && { hosts }) });
      const problems = await driver.check(profile);
      if (problems.length > 0) throw new ProbeError(problems.join(' '));
      const spec = {
        ...{ runtimeId, owner, prepared, profile },
        serverRef: `probe:${serverId}`,
        ...(hosted.command !== undefined && { command: hosted.command }),
        args: hosted.args,
        env: { ...wanted.sallyport?.env, ...hosted.env },
        secrets: Object.fromEntries(
          Object.keys(wanted.sallyport?.secrets ?? {}).map(variable => [
            variable,
            NO_SECRET,
          ]),
        ),
        onEgress: (event: EgressEvent) =>
          journal.egress({ serverId, runtimeId }, event),
      } satisfies RuntimeSpec;
      if (hosted.http && serve) {
        const service = await serve({ ...spec, http: hosted.http });
        process = service;
        return await this.#learnOverHttp(service);
      }
      const started = await driver.start(spec);
      process = started;
      return await this.#learn(started);
    } finally {
      await process?.stop({ graceMs: 1_000 }).catch(() => {});
      journal.event({ serverId, runtimeId, state: 'ended', event: 'probed' });
    }
  }

  async #learnOverHttp(
    service: RuntimeService,
  ): Promise<Omit<ProbeResult, 'ok'>> {
    service.log.resume();
    const [endpoint] = service.endpoints();
    if (!endpoint) throw new ProbeError('It takes no calls.');
    return await learnOverHttp({
      endpoint,
      timeoutMs: this.#options.talkMs,
    });
  }

  async #learn(process: RuntimeProcess): Promise<Omit<ProbeResult, 'ok'>> {
    const { clock, talkMs } = this.#options;
    let lastLine: string | undefined;
    const lines = new LogLines({ take: line => (lastLine = line), clock });
    pipeline(process.stderr, lines, () => {});
    const connection = RuntimeConnection.create({
      ...{ stdin: process.stdin, stdout: process.stdout, clock },
      sharing: 'session',
      onUnruly: () => {},
    });
    // Why it ended says more than that it did.
    const ended = process.exited.then(exit => {
      const words = [describeExit(exit), ...(lastLine ? [lastLine] : [])];
      throw new ProbeError(words.join(' '));
    });
    ended.catch(() => {});
    const over = new AbortController();
    try {
      return await Promise.race([
        ask(connection, talkMs).catch(orItsEnd(ended)),
        ended,
        delay(talkMs, undefined, { signal: over.signal }).then(() => {
          throw new ProbeError('It did not list its tools in time.');
        }),
      ]);
    } finally {
      over.abort();
      connection.close(new UpstreamFailure('upstream.unreachable'));
    }
  }
}

/** A connection that broke off did so because the program ended, which is told a moment later. */
function orItsEnd(ended: Promise<never>) {
  return async (error: unknown): Promise<never> => {
    const isOver =
      error instanceof UpstreamFailure &&
      error.reason === 'upstream.unreachable';
    if (!isOver) throw error;
    return await within(ended, 2_000).catch(cause => {
      throw cause instanceof ProbeError
        ? cause
        : new ProbeError('It has closed its output.');
    });
  };
}

async function ask(
  connection: RuntimeConnection,
  timeoutMs: number,
): Promise<Omit<ProbeResult, 'ok'>> {
  const { signal } = new AbortController();
  const introduction = await introduce({ connection, timeoutMs, signal });
  const tools = capabilitiesOf(introduction).tools
    ? await listTools(async params => {
        const answer = await connection.ask(
          'tools/list',
          introduction.era === 'modern'
            ? { ...params, _meta: gatewayEnvelope() }
            : params,
          { timeoutMs },
        );
        if (!answer) throw new ProbeError('It did not list its tools in time.');
        if (answer.error) {
          throw new ProbeError(
            `It answered with an error: ${answer.error.message}`,
          );
        }
        return answer.result;
      })
    : [];
  return { ...wordsOf(introduction), tools };
}

function capabilitiesOf(introduction: Introduction): Record<string, unknown> {
  return introduction.era === 'modern'
    ? introduction.discovered.capabilities
    : introduction.info.capabilities;
}

function wordsOf(introduction: Introduction): Omit<ProbeResult, 'ok'> {
  if (introduction.era === 'legacy') {
    const { serverInfo, protocolVersion, instructions } = introduction.info;
    return { serverInfo, protocolVersion, instructions };
  }
  const { serverInfo, supportedVersions, instructions } =
    introduction.discovered;
  return {
    ...(typeof serverInfo === 'object' &&
      serverInfo !== null && { serverInfo: { ...serverInfo } }),
    protocolVersion: supportedVersions[0],
    instructions,
  };
}

function explain(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return 'Its package is still being installed. Try again shortly.';
  }
  if (error instanceof UpstreamFailure) {
    return error.refusal?.text ?? 'It ended before it had said what it is.';
  }
  return error instanceof Error
    ? sanitizeText(error.message, 500)
    : 'It could not be tried.';
}
