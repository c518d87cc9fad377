import {
  type AccessDocument,
  type CallLimitRule,
  type CallWeights,
  effectiveRules,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';
import type { Charge } from './types';

/** What holds where an owner has said nothing. */
export interface DefaultLimits {
  /** Each person's calls of each server. */
  readonly perPerson: { readonly calls: number; readonly perSeconds: number };
  readonly weights: CallWeights;
}

/** Whose, at which server, for which tool. */
type Known = {
  document: AccessDocument;
  user: string;
  team: string | undefined;
  tool: string | undefined;
};

/**
 * The limits that a call counts against, keyed by who calls and what: never by session, token or client (E7). Empty for
 * what keeps a session going: that costs the server nothing.
 */
export function chargesOf(call: Call, defaults: DefaultLimits): Charge[] {
  const { document, principal, action, message } = call;
  if (!document || !principal || !action) {
    throw new Error('A call was to be counted before it was understood');
  }
  if (action.kind === 'session' || message?.kind !== 'request') return [];
  const tool = action.kind === 'tool' ? action.tool : undefined;
  const rules = effectiveRules(document.limits, defaults.perPerson);
  const needsTeam = rules.some(({ scope }) => scope === 'team');
  const team = needsTeam ? teamOf(call) : undefined;
  const known = { document, user: principal.userEntityRef, team, tool };
  const weight = weightOf(known, defaults);
  const charges: Charge[] = [];
  for (const rule of rules) {
    const counted = countedBy(rule, known);
    if (counted !== undefined) {
      charges.push({ key: keyOf(document, rule, counted), rule, weight });
    }
  }
  return charges;
}

/** With its amounts: a limit that its owner changed begins anew. Whom it counts stands last: refs and ids hold no line breaks. */
function keyOf(
  { serverId }: AccessDocument,
  rule: CallLimitRule,
  counted: string,
): string {
  const { scope, calls, perSeconds } = rule;
  const tool = 'tool' in rule && rule.tool !== undefined ? rule.tool : '';
  return `${serverId}\n${scope}\n${calls}\n${perSeconds}\n${tool.length}\n${tool}\n${counted}`;
}

/** Whom a rule counts this call for; `undefined`: not this call. */
function countedBy(rule: CallLimitRule, known: Known): string | undefined {
  switch (rule.scope) {
    case 'person':
      return isFor(rule.tool, known) ? known.user : undefined;
    case 'team':
      return isFor(rule.tool, known) ? known.team : undefined;
    case 'server':
      return '';
    case 'tool':
      return isFor(rule.tool, known) ? '' : undefined;
    default:
      return rule satisfies never;
  }
}

function isFor(tool: string | undefined, known: Known): boolean {
  return tool === undefined || tool === known.tool;
}

/** The team is the one whose grant lets the person in; a grant of their own counts for no team. */
function teamOf({ document, decision }: Call): string | undefined {
  const grant = document?.grants.find(({ id }) => id === decision?.grantId);
  return grant?.subject.startsWith('group:') ? grant.subject : undefined;
}

/** A tool that nobody knows counts as one that destroys; everything that is no tool reads. */
function weightOf({ document, tool }: Known, defaults: DefaultLimits): number {
  if (tool === undefined) return 1;
  const weights = document.limits?.weights ?? defaults.weights;
  const { approvedRevision } = document;
  const effect =
    approvedRevision?.tools?.find(({ name }) => name === tool)?.effect ??
    'destroys';
  switch (effect) {
    case 'reads':
      return 1;
    case 'changes':
      return weights.changes;
    case 'destroys':
      return weights.destroys;
    default:
      return effect satisfies never;
  }
}
