import {
  decide,
  toolFilter,
  type CallAction,
  type DecisionInput,
  type PolicyItem,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { DriftWatch } from '../drift/DriftWatch';
import { holdBack } from '../drift/holdBack';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import type { Call } from '../pipeline/types';
import type { TaskRegistry } from '../tasks/TaskRegistry';
import { filterNamed } from './filterNamed';
import { filterTasks } from './filterTasks';
import { filterTools } from './filterTools';
import { limitCapabilities } from './limitCapabilities';
import { makePrivate } from './makePrivate';
import { onlyOwnAnswer } from './onlyOwnAnswer';
import { rememberTask } from './rememberTask';
import { inOrder, type Rewrite } from './Rewrite';

/** Says what of an answer must be changed on its way back: little, and most answers need nothing. */
export class AnswerRewriting {
  static create(options: {
    directory: AccessDirectory;
    tasks: TaskRegistry;
    /** Knows what of a live list is not as it was approved. */
    drift: Pick<DriftWatch, 'compare'>;
    policies: PoliciesInForce;
    clock: () => number;
  }) {
    return new AnswerRewriting(options);
  }

  readonly #options: Parameters<typeof AnswerRewriting.create>[0];

  private constructor(options: Parameters<typeof AnswerRewriting.create>[0]) {
    this.#options = options;
  }

  /** `undefined`: the answer streams through as it comes. */
  for(call: Call): Rewrite | undefined {
    const rewrites = this.#rewritesFor(call);
    const { message } = call;
    return rewrites.length > 0 &&
      message?.kind === 'request' &&
      message.id !== undefined
      ? inOrder([onlyOwnAnswer(message.id), ...rewrites])
      : inOrder(rewrites);
  }

  #rewritesFor(call: Call): Rewrite[] {
    // A stream that is taken up again may carry the answer to any earlier request.
    if (call.httpMethod === 'GET') {
      return [...this.#ofToolList(call), ...this.#ofNamed(call)];
    }
    switch (call.message?.method) {
      case 'tools/list':
        return [...this.#ofToolList(call), makePrivate];
      case 'initialize':
        return [this.#ofCapabilities(call)];
      case 'server/discover':
        return [this.#ofCapabilities(call), makePrivate];
      case 'prompts/list':
      case 'resources/list':
        return [...this.#ofNamed(call), makePrivate];
      case 'resources/templates/list':
        return [makePrivate];
      case 'tools/call':
        return this.#ofTasks(call);
      case 'tasks/list':
        return this.#ofTaskList(call);
      default:
        return [];
    }
  }

  #ofToolList(call: Call): Rewrite[] {
    const { directory, drift: watch } = this.#options;
    const document = () => directory.get(call.serverRef);
    return [
      // First of all: what was held back is decided on without it.
      holdBack({ watch, document }),
      message => filterTools(message, tool => this.#mayCall(call, tool)),
    ];
  }

  #ofCapabilities(call: Call): Rewrite {
    return message =>
      limitCapabilities(message, action => this.#isAllowed(call, action));
  }

  /** Without policies who may use one prompt or resource may use all. */
  #ofNamed(call: Call): Rewrite[] {
    if (!this.#options.policies()) return [];
    return [filterNamed(item => this.#mayUse(call, item))];
  }

  #mayUse(call: Call, item: PolicyItem): boolean {
    const input = this.#inputOf(call);
    if (!input) return false;
    const { policies, ...rest } = input;
    const method = item.kind === 'prompt' ? 'prompts/get' : 'resources/read';
    const { effect } = decide({
      ...rest,
      action: { kind: 'other', method },
      ...(policies && { policies: { ...policies, items: [item] } }),
    });
    return effect === 'allow';
  }

  #ofTasks(call: Call): Rewrite[] {
    const { message, principal, document } = call;
    if (!message?.mayBecomeTask || !principal || !document) return [];
    const { tasks } = this.#options;
    const { userEntityRef } = principal;
    const { serverId } = document;
    const tool = message.tool ?? '';
    return [rememberTask({ tasks, tool, serverId, userEntityRef })];
  }

  #ofTaskList(call: Call): Rewrite[] {
    const { principal, document } = call;
    const { tasks } = this.#options;
    return [
      filterTasks({
        tasks,
        serverId: document?.serverId ?? '',
        userEntityRef: principal?.userEntityRef ?? '',
        isAllowed: tool => this.#mayCall(call, tool),
      }),
    ];
  }

  #mayCall(call: Call, tool: string): boolean {
    const input = this.#inputOf(call);
    return input !== undefined && toolFilter(input)(tool);
  }

  #isAllowed(call: Call, action: CallAction): boolean {
    const input = this.#inputOf(call);
    return (
      input !== undefined && decide({ ...input, action }).effect === 'allow'
    );
  }

  /** What holds at the moment when the answer passes, not when it was asked for. */
  #inputOf(call: Call): Omit<DecisionInput, 'action'> | undefined {
    const { directory, policies, clock } = this.#options;
    const { principal, permission, serverRef, token } = call;
    const evaluator = policies();
    return (
      principal &&
      permission && {
        document: directory.get(serverRef),
        ...{ principal, permission },
        feed: directory.status().state,
        now: clock(),
        stops: directory.stops(),
        clients: token?.clients,
        ...(evaluator && {
          policies: { evaluator, arguments: 'unknown' as const },
        }),
      }
    );
  }
}
