import type { ReviewAnswers, ReviewItem } from '../api/types';

/** What stands in a line's answer; `used`: what was used stays, `hand`: what is ticked stays. */
export type Choice = '' | 'keep' | 'used' | 'hand' | 'end';

/** What somebody filled in for one question. */
export interface ReviewDraft {
  choice: Choice;
  /** With `hand`. */
  tools: string[];
}

/** What is filled in before anybody changed it: an agent's answer where there is one, else what was used stays. */
export function firstDraft(item: ReviewItem): ReviewDraft {
  const { proposed, agentProposal } = item;
  if (agentProposal) {
    return {
      choice: agentProposal.answer === 'narrow' ? 'hand' : agentProposal.answer,
      tools: agentProposal.tools ?? [],
    };
  }
  const tools = proposed?.tools ?? item.coveredTools ?? [];
  const answer = proposed?.answer;
  return { choice: answer === 'narrow' ? 'used' : answer ?? '', tools };
}

/** The answers that a question can have. */
export function choicesFor(item: ReviewItem): Choice[] {
  if (item.kind === 'server') return ['keep', 'end'];
  return [
    ...(item.proposed?.answer === 'narrow' ? (['used'] as const) : []),
    'keep',
    ...(item.coveredTools && item.coveredTools.length > 0
      ? (['hand'] as const)
      : []),
    'end',
  ];
}

/** What is sent: always the tools that were seen, never "what was used". Nothing where no answer is chosen. */
export function toAnswer(
  item: ReviewItem,
  draft: ReviewDraft,
): ReviewAnswers['answers'][number] | undefined {
  switch (draft.choice) {
    case 'keep':
    case 'end':
      return { id: item.id, answer: draft.choice };
    case 'used':
      return {
        ...{ id: item.id, answer: 'narrow' },
        tools: item.proposed?.tools ?? [],
      };
    case 'hand':
      return draft.tools.length > 0
        ? { id: item.id, answer: 'narrow', tools: draft.tools }
        : undefined;
    default:
      return undefined;
  }
}
