import type { Alert } from '../types';
import type {
  ReactionKind,
  ReactionRule,
  ReactionTarget,
  ReactionWhy,
} from './types';

/** Things in one reaction: the registry's door takes no more. */
const MAX_TARGETS = 10;

/** A grant in force on a server that an alert's calls went to. */
export interface KnownGrant {
  readonly id: string;
  readonly serverRef: string;
  /** To whom it was given. */
  readonly subject: string;
  /** A call of the alert was allowed by it. */
  readonly isUsed: boolean;
}

/** What a reaction is aimed at, or why at nothing. */
export type Aim =
  | { readonly targets: readonly ReactionTarget[] }
  | { readonly why: ReactionWhy };

/**
 * What a rule holds back because of an alert. Pure. It hits whom the alert is about and no others: an access that was given to a group is
 * all of its members', and is paused only where the rule says so.
 */
export function aimReaction(options: {
  kind: ReactionKind;
  rule: Pick<ReactionRule, 'exceptServers' | 'exceptGroups' | 'groupGrants'>;
  alert: Pick<Alert, 'who' | 'serverRef'>;
  /** The groups of whom it is about. */
  groups: readonly string[];
  grants: readonly KnownGrant[];
}): Aim {
  const { kind, rule, alert, groups, grants } = options;
  const { who, serverRef } = alert;
  const isExcepted =
    (who !== undefined &&
      [who, ...groups].some(ref => rule.exceptGroups.includes(ref))) ||
    (serverRef !== undefined && rule.exceptServers.includes(serverRef));
  if (isExcepted) return { why: 'excepted' };
  switch (kind) {
    case 'step-up':
      // An agent under its own name cannot sign in.
      return who?.startsWith('user:')
        ? { targets: [{ subject: who }] }
        : { why: 'no-person' };
    case 'suspend-server':
      return serverRef === undefined
        ? { why: 'no-server' }
        : { targets: [{ subject: serverRef, serverRef }] };
    case 'pause-grant':
      return who === undefined
        ? { why: 'no-person' }
        : aimAtGrants({ who, rule, groups, grants });
    default:
      return kind satisfies never;
  }
}

function aimAtGrants(options: {
  who: string;
  rule: Pick<ReactionRule, 'exceptServers' | 'groupGrants'>;
  groups: readonly string[];
  grants: readonly KnownGrant[];
}): Aim {
  const { who, rule, groups, grants } = options;
  const theirs = grants.filter(
    ({ subject }) => subject === who || groups.includes(subject),
  );
  if (theirs.length === 0) return { why: 'no-grant' };
  const open = theirs.filter(
    ({ serverRef }) => !rule.exceptServers.includes(serverRef),
  );
  if (open.length === 0) return { why: 'excepted' };
  const allowed = open.filter(
    ({ subject }) => rule.groupGrants || subject === who,
  );
  if (allowed.length === 0) return { why: 'group-grant' };
  // What the calls were allowed by; where they were refused, what is held there.
  const used = allowed.filter(({ isUsed }) => isUsed);
  const chosen = used.length > 0 ? used : allowed;
  return {
    targets: chosen
      .slice(0, MAX_TARGETS)
      .map(({ id, serverRef }) => ({ subject: id, serverRef })),
  };
}
