import type { Era } from '../../pipeline/types';
import {
  type Initialized,
  initializedSchema,
} from '../../era/initializedSchema';
import { modernVerdict } from '../../era/modernVerdict';
import { type Discovered, readDiscovered } from '../../era/readDiscovered';
import { CLIENT_INFO, gatewayEnvelope } from './gatewayEnvelope';
import type { RuntimeConnection } from './RuntimeConnection';

/** Then a server is taken to know no such question: it reads lines, so an answer costs it nothing but its start. */
const DISCOVER_MS = 5_000;
const LEGACY_VERSION = '2025-11-25';
const MAX_INFO_CHARS = 128 * 1024;

/** What a runtime has said of itself. */
export type Introduction =
  | { era: 'modern'; discovered: Discovered }
  | { era: 'legacy'; info: Initialized };

/**
 * The first words with a runtime: which era it speaks (MCP 2026-07-28: by `server/discover`), and the handshake of the session
 * era. Throws an Error with a text for people, and an `UpstreamFailure` where the runtime ends.
 */
export async function introduce(options: {
  connection: RuntimeConnection;
  /** What its `initialize` says, where a client's own is to reach it; the gateway's otherwise. */
  initialize?: Record<string, unknown>;
  /** Whoever's `initialize` it is says `notifications/initialized` too. */
  isClientsOwn?: boolean;
  /** As an earlier runtime of the same revision has shown. */
  knownEra?: Era;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Introduction> {
  const { connection, initialize, knownEra, timeoutMs, signal } = options;
  const discover = async (ms: number) => {
    const answer = await connection.ask(
      'server/discover',
      { _meta: gatewayEnvelope() },
      { timeoutMs: ms, signal },
    );
    const discovered = readDiscovered(answer);
    if (!discovered || modernVerdict(200, answer) !== true) return undefined;
    connection.setModern();
    return { era: 'modern' as const, discovered };
  };
  if (knownEra !== 'legacy') {
    const ms = Math.min(DISCOVER_MS, timeoutMs / 2);
    const modern = await discover(knownEra === 'modern' ? timeoutMs : ms);
    if (modern) return modern;
  }
  const answer = await connection.ask(
    'initialize',
    initialize ?? {
      protocolVersion: LEGACY_VERSION,
      capabilities: {},
      clientInfo: CLIENT_INFO,
    },
    { timeoutMs, signal },
  );
  if (!answer) throw new Error('It did not answer in time.');
  const info = initializedSchema.safeParse(answer.result);
  if (!info.success) {
    // One that needs long to start has answered neither question in time, and knows no `initialize`.
    const modern = answer.error && (await discover(timeoutMs));
    if (modern) return modern;
    throw new Error(
      answer.error
        ? `It refused the handshake: ${answer.error.message.slice(0, 200)}`
        : 'It answered the handshake with something that is not MCP.',
    );
  }
  if (JSON.stringify(info.data).length > MAX_INFO_CHARS) {
    throw new Error('It says more about itself than the gateway keeps.');
  }
  if (!options.isClientsOwn) await connection.tell('notifications/initialized');
  return { era: 'legacy', info: info.data };
}
