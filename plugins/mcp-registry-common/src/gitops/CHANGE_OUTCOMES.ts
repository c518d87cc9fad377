/** What came of a change in a repository, for one server. */
export const CHANGE_OUTCOMES = {
  imported: 'It was imported and is being looked at.',
  approved: 'The merge was the decision: it is approved.',
  restored: 'An earlier approved revision was taken up again.',
  'decided-in-portal': 'Somebody decided about it in the portal.',
  'nothing-to-decide': 'It is as it was approved; nothing is to be decided.',
  retired: 'The server was retired.',
  'waits-checks': 'It waits for its checks.',
  'waits-portal':
    'It waits for a decision in the portal: merges do not decide about servers of this risk.',
  'waits-fresh-sign-in':
    'It waits for a decision in the portal, since this risk asks for a fresh sign-in.',
  'waits-reviewers':
    'It waits for a decision in the portal: too few people whom the catalog knows as reviewers, and who are no authors, agreed to it.',
  'waits-authors':
    'It waits for a decision in the portal: not every commit says beyond doubt who wrote it.',
  'waits-sides':
    'It waits for a decision in the portal: another owner, a lower risk or other systems need both sides.',
  'waits-tools':
    'It waits for a decision in the portal: the tools changed, though nothing that explains it did.',
  'waits-evidence':
    'Who reviewed it could not be found out yet. It is tried again.',
  failed: 'It could not be submitted. It is tried again.',
} as const satisfies Record<string, string>;

/** See {@link CHANGE_OUTCOMES}. */
export type ChangeOutcome = keyof typeof CHANGE_OUTCOMES;
