import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../rewrite/isObject';
import type { Mailbox } from '../../sessions/Mailbox';
import type { Session } from '../../sessions/types';
import { cancelledBy } from '../../transport/Cancellation';
import { SseOutput } from '../../transport/SseOutput';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';
import { bareAnswer } from '../bareAnswer';
import { keepAlive } from '../keepAlive';
import { META } from '../META';
import { messagesOf } from '../messagesOf';
import type { WireMessage } from '../readMessages';
import { streamAnswer } from '../streamAnswer';
import { toModernRequest } from '../toModernRequest';
import { envelopeOf } from './envelopeOf';
import type { SessionWishes } from './SessionWishes';

const LONGEST_MS = 60 * 60_000;

/** The stream of notifications that a client of the session era opens: a subscription at the server of the stateless era. */
export class NotificationRelay {
  static create(options: {
    upstream: Upstream;
    mailbox: Mailbox;
    wishes: SessionWishes;
  }): NotificationRelay {
    return new NotificationRelay(options);
  }

  readonly #options: Parameters<typeof NotificationRelay.create>[0];

  private constructor(options: Parameters<typeof NotificationRelay.create>[0]) {
    this.#options = options;
  }

  /** Says to whichever replica holds the stream that the session wants other resources. */
  async wake(session: Session): Promise<void> {
    // Where too many wait, the stream is not open anywhere: it reads the wishes when it is.
    await this.#options.mailbox
      .post(addressOf(session), Buffer.from('changed'))
      .catch(() => {});
  }

  async open(
    request: UpstreamRequest,
    session: Session,
  ): Promise<UpstreamAnswer> {
    const { wishes, mailbox } = this.#options;
    let subscription = await this.#subscribe(request, session);
    // MCP 2025-11-25: 405 says that there is no such stream.
    if (!subscription) return bareAnswer(405);
    const over = new AbortController();
    const output = new SseOutput({ onClose: () => over.abort() });
    keepAlive(output);
    over.signal.addEventListener('abort', () => subscription?.abort.abort());
    const pass = async (current: Subscription) => {
      try {
        await relay(current.answer, output);
        throw new Error('The subscription has ended');
      } catch {
        // Another one has taken over, or the client opens its stream again.
        if (subscription === current) output.end();
      }
    };
    const follow = async () => {
      while (!over.signal.aborted) {
        const changed = await mailbox.receive(addressOf(session), {
          signal: over.signal,
          timeoutMs: LONGEST_MS,
        });
        if (!changed || over.signal.aborted) continue;
        const { resources = [] } = await wishes.latest(session.hash);
        // Several messages may tell of one change, or of one that was there before the stream.
        if (isDeepStrictEqual(resources, subscription?.resources)) continue;
        const next = await this.#subscribe(request, session).catch(() => {});
        if (!next) continue;
        const before = subscription;
        subscription = next;
        if (over.signal.aborted) next.abort.abort();
        void pass(next);
        before?.abort.abort();
      }
    };
    void pass(subscription);
    follow().catch(() => output.end());
    return streamAnswer(output.readable);
  }

  async #subscribe(
    request: UpstreamRequest,
    session: Session,
  ): Promise<Subscription | undefined> {
    const { wishes, upstream } = this.#options;
    const { resources = [] } = await wishes.latest(session.hash);
    const abort = new AbortController();
    const leave = () => abort.abort();
    const stay = request.cancellation.onCancel(leave);
    const answer = await upstream.send(
      toModernRequest({
        request,
        id: randomUUID(),
        method: 'subscriptions/listen',
        params: {
          notifications: {
            toolsListChanged: true,
            promptsListChanged: true,
            resourcesListChanged: true,
            ...(resources.length > 0 && { resourceSubscriptions: resources }),
          },
        },
        envelope: envelopeOf(session),
        cancellation: cancelledBy(abort.signal),
      }),
    );
    answer.body.once('close', stay);
    const type = String(answer.headers['content-type'] ?? '');
    if (answer.status === 200 && /^text\/event-stream\b/i.test(type)) {
      return { answer, abort, resources };
    }
    answer.body.on('error', () => {}).destroy();
    return undefined;
  }
}

interface Subscription {
  answer: UpstreamAnswer;
  abort: AbortController;
  resources: string[];
}

async function relay(answer: UpstreamAnswer, output: SseOutput) {
  for await (const message of messagesOf(answer)) {
    const isNotification =
      message.method !== undefined && message.id === undefined;
    if (
      isNotification &&
      message.method !== 'notifications/subscriptions/acknowledged'
    ) {
      await output.write(JSON.stringify(withoutSubscription(message)));
    }
  }
}

/** The session era knows no subscriptions to tell apart. */
function withoutSubscription(message: WireMessage): WireMessage {
  const { params } = message;
  if (!params || !isObject(params._meta)) return message;
  const { [META.subscriptionId]: _, ...meta } = params._meta;
  const { _meta, ...others } = params;
  return {
    ...message,
    params: {
      ...others,
      ...(Object.keys(meta).length > 0 && { _meta: meta }),
    },
  };
}

function addressOf(session: Session): string {
  return `era:wishes:${session.hash}`;
}
