import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Server, Tool } from '../api/types';
import type {
  Answer,
  CallOutcome,
  OpenToolSession,
  Progress,
  Question,
} from './toolSession';
import { TryItToken } from './TryItToken';

/** One tool being tried: nothing yet, a call under way, or what became of it. */
export type ToolRun =
  | { kind: 'idle' }
  | { kind: 'running'; progress?: Progress; question?: Question }
  | { kind: 'done'; outcome: CallOutcome }
  /** No gateway token: nothing was called. */
  | { kind: 'no-token'; error: Error };

/**
 * Calls a tool through the gateway, as any client does: with a short-lived gateway token, which is held in memory and
 * revoked when the person leaves. The portal's own token never goes there.
 */
export function useToolRun(options: {
  server: Server;
  tool: Tool;
  openSession: OpenToolSession;
}) {
  const { server, tool, openSession } = options;
  const { serverRef, endpoint } = server;
  const { protocolVersion } = server.toolSurface;
  const gateway = useApi(mcpGatewayApiRef);
  const [state, setState] = useState<ToolRun>({ kind: 'idle' });
  const token = useRef<TryItToken>();
  const abort = useRef<AbortController>();
  const reply = useRef<(answer: Answer) => void>();

  useEffect(() => {
    const held = TryItToken.create({ gateway, serverRef, openSession });
    token.current = held;
    const abandon = () => held.abandon();
    window.addEventListener('pagehide', abandon);
    return () => {
      window.removeEventListener('pagehide', abandon);
      abort.current?.abort();
      reply.current?.({ action: 'cancel' });
      void held.release();
    };
  }, [gateway, serverRef, openSession]);

  const run = useCallback(
    async (args: Record<string, unknown>) => {
      const held = token.current;
      if (!held || !endpoint) return;
      const mine = new AbortController();
      abort.current = mine;
      setState({ kind: 'running' });
      const show = (part: { progress?: Progress; question?: Question }) =>
        setState(before =>
          before.kind === 'running' ? { ...before, ...part } : before,
        );
      try {
        const session = await held.session({ endpoint, protocolVersion });
        const outcome = await session.call({
          tool,
          args,
          signal: mine.signal,
          onProgress: progress => show({ progress }),
          onQuestion: async question => {
            show({ question });
            const answer = await new Promise<Answer>(resolve => {
              reply.current = resolve;
              mine.signal.addEventListener('abort', () =>
                resolve({ action: 'cancel' }),
              );
            });
            show({ question: undefined });
            return answer;
          },
        });
        setState({ kind: 'done', outcome });
      } catch (error) {
        setState({
          kind: 'no-token',
          error: error instanceof Error ? error : new Error(String(error)),
        });
      }
    },
    [endpoint, protocolVersion, tool],
  );
  const cancel = useCallback(() => abort.current?.abort(), []);
  const answer = useCallback((given: Answer) => reply.current?.(given), []);
  return { state, run, cancel, answer };
}
