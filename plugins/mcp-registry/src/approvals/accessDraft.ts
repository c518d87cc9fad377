import type { AccessDecision, AccessRequest, Tool } from '../api/types';
import { selectedTools } from '../tools/groupTools';

/** What an approver is about to grant. */
export interface AccessDraft {
  /** `undefined` where the tools are not known: then it is the whole server or nothing. */
  toolNames: string[] | undefined;
  durationDays: number;
}

/** The tools that were asked for, where the server's tools are known. */
export function askedTools(
  request: AccessRequest,
  tools: readonly Tool[] | undefined,
): Tool[] | undefined {
  return tools && selectedTools(tools, request.asked.tools);
}

/**
 * What the form shows first: a proposal where there is one, else what was asked for. Tools that may destroy are never
 * ticked beforehand: each needs its own tick.
 */
export function firstDraft(
  request: AccessRequest,
  tools: readonly Tool[] | undefined,
): AccessDraft {
  const { proposal } = request;
  const asked = askedTools(request, tools);
  const proposed =
    asked && proposal?.tools ? selectedTools(asked, proposal.tools) : asked;
  return {
    toolNames: proposed
      ?.filter(tool => tool.effect !== 'destroys')
      .map(tool => tool.name),
    durationDays: Math.min(
      proposal?.durationDays ?? request.asked.durationDays,
      longestDays(request),
    ),
  };
}

/** What was asked for, or the longest that a policy lets it be. */
export function longestDays(request: AccessRequest): number {
  const { maxDays = Infinity } = request.approval ?? {};
  return Math.min(request.asked.durationDays, maxDays);
}

/** Shorter times than asked for that can be chosen, and what was asked for. */
export function durationChoices(askedDays: number): number[] {
  return [...[1, 7, 30, 90].filter(days => days < askedDays), askedDays];
}

/** Whether a draft grants less than was asked for. */
export function grantsLess(
  draft: AccessDraft,
  request: AccessRequest,
  tools: readonly Tool[] | undefined,
): boolean {
  const asked = askedTools(request, tools);
  return (
    draft.durationDays < request.asked.durationDays ||
    (asked !== undefined && asked.length !== draft.toolNames?.length)
  );
}

/** The decision to send. All tools stay "all", so that what the server adds later and gets approved is covered as asked. */
export function approval(options: {
  draft: AccessDraft;
  request: AccessRequest;
  tools: readonly Tool[] | undefined;
  reason: string;
  seenRevisionDigest: string | undefined;
  ticket?: string;
}): AccessDecision {
  const { draft, request, tools, reason, seenRevisionDigest, ticket } = options;
  const asked = askedTools(request, tools);
  const everything = asked?.length === draft.toolNames?.length;
  return {
    decision: 'approve',
    tools: everything
      ? request.asked.tools
      : { kind: 'named', names: draft.toolNames ?? [] },
    durationDays: draft.durationDays,
    ...(reason ? { reason } : {}),
    ...(ticket ? { ticket } : {}),
    ...(seenRevisionDigest ? { seenRevisionDigest } : {}),
  };
}
