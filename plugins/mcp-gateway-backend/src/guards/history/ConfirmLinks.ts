import { randomUUID } from 'node:crypto';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import type { Clock } from '../../access/Clock';
import type { Seal } from '../../sessions/Seal';

const FOR = { purpose: 'confirmation', context: 'link' } as const;
const LIFE_MS = 15 * 60_000;
export const LINK_ENDED =
  'This link has ended. Call the tool again to get another one.';

const askedSchema = z.object({
  userRef: z.string(),
  ruleId: z.string(),
  serverId: z.string(),
  serverRef: z.string(),
  /** The tool, or the method of what is no tool. */
  name: z.string(),
  isTool: z.boolean(),
  sessionKey: z.string(),
  /** Milliseconds since the epoch; absent where there are no sessions. */
  startedAt: z.number().optional(),
  tokenId: z.string(),
  /** As it calls itself. */
  application: z.string().optional(),
  /** The agent that acts for the person. */
  actorRef: z.string().optional(),
});
const linkSchema = z.object({
  id: z.string(),
  expiresAt: z.number(),
  asked: askedSchema,
});

/** What a person is asked to confirm. */
export type AskedConfirmation = z.infer<typeof askedSchema>;
/** A link that was opened by whom it is for. */
export type OpenedLink = z.infer<typeof linkSchema>;

/**
 * Links to the page where people confirm a call: each for the one person whose call it was (C4, C7), good for one answer.
 * They are sealed, so that a client that repeats its call fills no table.
 */
export class ConfirmLinks {
  static create(options: { seal: Seal; clock: Clock }): ConfirmLinks {
    return new ConfirmLinks(options);
  }

  readonly #seal: Seal;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof ConfirmLinks.create>[0]) {
    this.#seal = options.seal;
    this.#clock = options.clock;
  }

  /** A page of the portal. */
  pathFor(asked: AskedConfirmation): string {
    const link: OpenedLink = {
      id: randomUUID(),
      expiresAt: this.#clock.now() + LIFE_MS,
      asked,
    };
    const content = Buffer.from(JSON.stringify(link));
    const ticket = this.#seal.seal({ ...FOR, content }).toString('base64url');
    return `/mcp/confirm?${new URLSearchParams({ ticket })}`;
  }

  /** Throws for anybody but the person, and when its time is over. */
  async open(ticket: string, userRef: string): Promise<OpenedLink> {
    const sealed = Buffer.from(ticket, 'base64url');
    const content = await this.#seal.open({ ...FOR, sealed });
    if (!content) throw new NotFoundError(LINK_ENDED);
    const link = linkSchema.parse(JSON.parse(content.toString('utf8')));
    if (link.expiresAt <= this.#clock.now()) {
      throw new NotFoundError(LINK_ENDED);
    }
    if (link.asked.userRef !== userRef) {
      throw new NotAllowedError(
        'This link is for somebody else: nothing was confirmed. If somebody sent it to you, tell your security team.',
      );
    }
    return link;
  }
}
