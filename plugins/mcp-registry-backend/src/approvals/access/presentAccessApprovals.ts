import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Caller } from '../../service/Caller';
import type { Principal } from '../delegations/Delegations';
import { toApprovalView } from '../reviews/toApprovalView';
import type { AccessApprovals } from './AccessApprovals';
import {
  type AccessReviewRecord,
  findAccessReviews,
} from './AccessReviewStore';
import {
  type AccessStandingRecord,
  findAccessStandings,
  refsOf,
} from './AccessStandingStore';
import type { AccessDecidable } from './readAccessFacts';

type Shown = Pick<
  RegistrySchemas['AccessRequest'],
  'approval' | 'observedApproval' | 'reviews'
>;

/** What is shown of a request beside itself; `mayDecide` where policies say who decides. */
export interface AccessApprovalShown {
  shown: Shown;
  mayDecide?: boolean;
}

/** What requests need, who said what, and whether the caller is asked; nothing where no policy is configured. */
export async function presentAccessApprovals(
  knex: Knex,
  options: {
    approvals: AccessApprovals;
    items: readonly AccessDecidable[];
    caller: Caller;
    principals: readonly Principal[];
  },
): Promise<Map<string, AccessApprovalShown>> {
  const { approvals, items, caller, principals } = options;
  if (approvals.policies.length === 0) return new Map();
  const ids = items.map(({ request }) => request.id);
  const standings = await findAccessStandings(knex, ids);
  const reviews = await findAccessReviews(knex, ids);
  return new Map(
    items.map(about => {
      const { id } = about.request;
      const standing = standings.get(id);
      const said = reviews.get(id) ?? [];
      const shown: Shown = {
        ...(standing &&
          approvals.isEnforced && { approval: viewOfAccess(standing.state) }),
        ...(standing?.observed && {
          observedApproval: viewOfAccess(standing.observed),
        }),
        reviews: said.map(toShown),
      };
      return [
        id,
        {
          shown,
          ...(approvals.isEnforced && {
            mayDecide: isAsked(caller, {
              ...{ ...about, standing, reviews: said, principals },
            }),
          }),
        },
      ];
    }),
  );
}

/** Whether it waits for somebody who has not agreed yet. */
function isAsked(
  { userEntityRef, ownershipEntityRefs }: Caller,
  options: AccessDecidable & {
    standing: AccessStandingRecord | undefined;
    reviews: readonly AccessReviewRecord[];
    principals: readonly Principal[];
  },
): boolean {
  const { request, server, standing, reviews, principals } = options;
  const concerned = [request.requestedBy, request.subject];
  if (concerned.includes(userEntityRef)) return false;
  const hasAgreed = reviews.some(
    ({ by, onBehalfOf, baseDigest }) =>
      (by === userEntityRef || onBehalfOf === userEntityRef) &&
      baseDigest === server.approvedDigest,
  );
  const refs = [
    ...ownershipEntityRefs,
    ...principals
      .filter(({ ref }) => !concerned.includes(ref))
      .flatMap(({ memberOf }) => memberOf),
  ];
  return !hasAgreed && refsOf(standing).some(ref => refs.includes(ref));
}

/** Where a decision stands, as the portal gets it. */
export function viewOfAccess(
  state: AccessStandingRecord['state'],
): RegistrySchemas['AccessApprovalState'] {
  const { maxDays, needsFreshSignIn, noRule, isUnclear } = state;
  return {
    ...toApprovalView(state),
    ...(maxDays !== undefined && { maxDays }),
    ...(noRule !== undefined && { noRule }),
    ...{ needsFreshSignIn, isUnclear },
  };
}

function toShown(
  review: AccessReviewRecord,
): RegistrySchemas['AccessRequestReview'] {
  const { verdict, by, onBehalfOf, source, at, ticket, reason, rule } = review;
  const { terms } = review;
  return {
    ...{ verdict, by, onBehalfOf, source, at, ticket, reason, rule },
    ...(terms && { terms }),
  };
}
