import { z } from 'zod';
import type { Seal } from './Seal';
import type { SessionContent, SessionOwner } from './types';

/** Longer text is no session id of ours and is not looked at. */
const MAX_ID_LENGTH = 4096;
/** What a server may call a session: MCP 2025-11-25 wants visible ASCII and says no length. */
export const MAX_UPSTREAM_ID_LENGTH = 1024;

// Only a gateway can have written it, but perhaps one of another version.
const contentSchema = z.object({
  at: z.number().int(),
  era: z.enum(['legacy', 'modern']),
  up: z.string().max(MAX_UPSTREAM_ID_LENGTH).optional(),
  who: z.tuple([z.string(), z.string()]).optional(),
  ver: z.string().optional(),
  can: z.record(z.string(), z.json()).optional(),
});

/** Sessions as ids that carry them: opening one takes no look-up, on any replica. */
export class SessionSeal {
  static create(options: { seal: Seal }): SessionSeal {
    return new SessionSeal(options.seal);
  }

  readonly #seal: Seal;

  private constructor(seal: Seal) {
    this.#seal = seal;
  }

  /** A session as an id: base64url, which is visible ASCII. */
  seal(content: SessionContent, owner: SessionOwner): string {
    const { issuedAt, era, upstreamId, client, protocolVersion } = content;
    const text = {
      at: issuedAt,
      era,
      ...(upstreamId !== undefined && { up: upstreamId }),
      ...(client && { who: [client.name, client.version] }),
      ...(protocolVersion !== undefined && { ver: protocolVersion }),
      ...(content.capabilities && { can: content.capabilities }),
    };
    return this.#seal
      .seal({
        purpose: 'session',
        context: contextOf(owner),
        content: Buffer.from(JSON.stringify(text)),
      })
      .toString('base64url');
  }

  /** Pure computing. `undefined`: no session, not theirs, or not there: nobody can tell which. */
  openNow(
    id: string,
    owner: SessionOwner,
  ): SessionContent | 'unknown-key' | undefined {
    const sealed = bytesOf(id);
    const opened =
      sealed &&
      this.#seal.openNow({
        purpose: 'session',
        context: contextOf(owner),
        sealed,
      });
    return opened === 'unknown-key' ? opened : opened && read(opened);
  }

  /** As {@link openNow}, but looks for a key that this replica does not know yet. */
  async open(
    id: string,
    owner: SessionOwner,
  ): Promise<SessionContent | undefined> {
    const opened = this.openNow(id, owner);
    if (opened !== 'unknown-key') return opened;
    const sealed = bytesOf(id);
    const content =
      sealed &&
      (await this.#seal.open({
        purpose: 'session',
        context: contextOf(owner),
        sealed,
      }));
    return content && read(content);
  }
}

function contextOf(owner: SessionOwner): string {
  const { server, upstream, userEntityRef, client } = owner;
  return JSON.stringify([server, upstream, userEntityRef, client]);
}

/** One session, one id: base64url that decodes alike but is written otherwise would get around the list of ended ones. */
function bytesOf(id: string): Buffer | undefined {
  if (id.length > MAX_ID_LENGTH) return undefined;
  const bytes = Buffer.from(id, 'base64url');
  return bytes.toString('base64url') === id ? bytes : undefined;
}

function read(opened: Buffer): SessionContent | undefined {
  const parsed = contentSchema.safeParse(JSON.parse(opened.toString('utf8')));
  if (!parsed.success) return undefined;
  const { at, era, up, who, ver, can } = parsed.data;
  return {
    issuedAt: at,
    era,
    ...(up !== undefined && { upstreamId: up }),
    ...(who && { client: { name: who[0], version: who[1] } }),
    ...(ver !== undefined && { protocolVersion: ver }),
    ...(can && { capabilities: can }),
  };
}
