import type { AccessDirectory } from '../access/types';
import { ownerOfSession } from '../sessions/ownerOfSession';
import type { Sessions } from '../sessions/Sessions';
import { proceed, type Call, type Stage, type StageResult } from './types';

/**
 * In which session: opens the one that the client names, when it is theirs. Before the decision, so that the record of a
 * refusal has it too; whether a call may go on without it is for {@link bindSession} to say, after the decision, so that
 * nobody learns of a server from its sessions.
 *
 * A session is bound to where its server is. The replica that began it may have heard of a server, or of its new address,
 * before this one: so the feed is asked once before a session is taken for unknown.
 */
export function openSession(options: {
  sessions: Pick<Sessions, 'find'>;
  directory: Pick<AccessDirectory, 'get' | 'catchUp'>;
}): Stage {
  const { sessions, directory } = options;
  const find = (sealed: string, call: Call) => {
    const owner = ownerOfSession(call);
    return owner && sessions.find(sealed, owner);
  };
  const lookAgain = async (
    sealed: string,
    call: Call,
    found: ReturnType<typeof find>,
  ): Promise<StageResult> => {
    const first = await found;
    if (first) return proceed(call, { session: first });
    await directory.catchUp();
    const document = directory.get(call.serverRef);
    return proceed(call, {
      document,
      session:
        document === call.document
          ? undefined
          : await find(sealed, { ...call, document }),
    });
  };
  const open = (
    sealed: string,
    call: Call,
  ): StageResult | Promise<StageResult> => {
    const session = find(sealed, call);
    if (!session || session instanceof Promise) {
      return lookAgain(sealed, call, session);
    }
    return proceed(call, { session });
  };
  return call => {
    const sealed = call.headers['mcp-session-id'];
    // MCP 2026-07-28 has no sessions: the header means nothing there.
    if (typeof sealed !== 'string' || call.message?.era === 'modern') {
      return proceed(call, { session: undefined });
    }
    return open(sealed, call);
  };
}
