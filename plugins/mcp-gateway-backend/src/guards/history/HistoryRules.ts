import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { factsOf } from '../factsOf';
import type { FlowRule, HistoryRule } from './historyRuleSchema';
import { selectsServer } from './selectsServer';

/** The rules that may be about calls of one server. */
export interface ServerRules {
  /** About what is sent to it. */
  sent: readonly HistoryRule[];
  /** About what is read from it. */
  read: readonly FlowRule[];
}

const NONE: ServerRules = { sent: [], read: [] };

/** The rules of the configuration, sorted out by server once for each state of it: the others' calls cost nothing. */
export class HistoryRules {
  static create(rules: readonly HistoryRule[]) {
    return new HistoryRules(rules);
  }

  /** All, as they were written. */
  readonly all: readonly HistoryRule[];
  /** A changed server has a new document. */
  readonly #known = new WeakMap<AccessDocument, ServerRules>();

  private constructor(rules: readonly HistoryRule[]) {
    this.all = rules;
  }

  of(document: AccessDocument | undefined): ServerRules {
    if (!document || this.all.length === 0) return NONE;
    let known = this.#known.get(document);
    if (!known) {
      const server = factsOf(document);
      const sent = this.all.filter(rule => selectsServer(rule.servers, server));
      const read = this.all
        .flatMap(rule => (rule.kind === 'flow' ? [rule] : []))
        .filter(({ after }) => selectsServer(after.servers, server));
      known = sent.length || read.length ? { sent, read } : NONE;
      this.#known.set(document, known);
    }
    return known;
  }

  find(id: string): HistoryRule | undefined {
    return this.all.find(rule => rule.id === id);
  }
}
