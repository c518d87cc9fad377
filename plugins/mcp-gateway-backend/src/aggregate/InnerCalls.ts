import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { toModernRequest } from '../era/toModernRequest';
import { newCallId } from '../evidence/newCallId';
import type { CallRunner } from '../pipeline/CallRunner';
import type { Call } from '../pipeline/types';
import { ASK_STATE } from '../refusals/askByUrl';
import { cancelledBy } from '../transport/Cancellation';
import type { UpstreamAnswer, UpstreamRequest } from '../transport/Upstream';
import { MemoryReply } from './MemoryReply';

/**
 * Makes the calls of a person at single servers for their endpoint over all of them. Each goes through the stages like
 * one that came in by itself: resolved, decided, limited, guarded and recorded. Only who calls is known already.
 */
export class InnerCalls {
  static create(options: {
    /** Its stages take the principal as given. */
    runner: Pick<CallRunner, 'run'>;
    publicUrl: string;
  }) {
    return new InnerCalls(options);
  }

  readonly #runner: Pick<CallRunner, 'run'>;
  readonly #publicUrl: string;

  private constructor(options: Parameters<typeof InnerCalls.create>[0]) {
    this.#runner = options.runner;
    this.#publicUrl = options.publicUrl;
  }

  /** Ends when the answer begins; its body flows as it comes. */
  async make(options: {
    request: UpstreamRequest;
    document: AccessDocument;
    id: string | number;
    method: string;
    params: Record<string, unknown>;
    /** Of the outer request: who asks, in which version, with which capabilities. */
    envelope: Record<string, unknown>;
    signal?: AbortSignal;
  }): Promise<UpstreamAnswer> {
    const { request, document, id, method, envelope } = options;
    const { call: outer } = request;
    const params = asRetry(outer, options.params);
    const tool =
      method === 'tools/call' && typeof params.name === 'string'
        ? params.name
        : undefined;
    const made = toModernRequest({
      request: {
        ...request,
        // What the approved schema mirrors in headers is this server's.
        call: {
          ...outer,
          document,
          ...(outer.message && { message: { ...outer.message, params, tool } }),
        },
      },
      id,
      method,
      params,
      envelope,
    });
    const [, namespace, name] = document.serverRef.split(/[:/]/);
    const path = `/servers/${namespace}/${name}/mcp`;
    const bytes = made.body ?? Buffer.alloc(0);
    const incoming: Call = {
      id: newCallId(),
      requestId: outer.requestId,
      at: Date.now(),
      httpMethod: 'POST',
      headers: made.headers,
      sourceAddress: outer.sourceAddress,
      serverRef: document.serverRef,
      endpoint: `${this.#publicUrl}${path}`,
      resourceMetadata: outer.resourceMetadata,
      readBody: async () => bytes,
      token: outer.token,
      principal: outer.principal,
      permission: outer.permission,
      outerSession: outer.session,
    };
    const reply = new MemoryReply();
    const cancellation = options.signal
      ? cancelledBy(options.signal)
      : request.cancellation;
    const leave = () => reply.destroy();
    if (cancellation.isCancelled) leave();
    reply.once('close', cancellation.onCancel(leave));
    this.#runner.run(incoming, reply).catch(error => reply.destroy(error));
    return await reply.answer;
  }
}

/** A request that returns from the gateway's own question is not asked about again, at this server either. */
function asRetry(outer: Call, params: Record<string, unknown>) {
  const isAsked =
    outer.message?.hasInput === true &&
    params.requestState === undefined &&
    params.inputResponses === undefined;
  return isAsked ? { ...params, requestState: ASK_STATE } : params;
}
