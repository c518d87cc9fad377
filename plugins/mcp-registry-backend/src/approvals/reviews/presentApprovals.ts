import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RevisionRecord } from '../../revisions/RevisionStore';
import { findReviews, type ReviewRecord } from './ReviewStore';
import { findStandings } from './StandingStore';
import { toApprovalView } from './toApprovalView';

type Shown = Pick<
  RegistrySchemas['Revision'],
  'approval' | 'observedApproval' | 'reviews'
>;

/** What revisions need, who said what, and what policies that are observed would ask for. */
export async function presentApprovals(
  knex: Knex,
  revisions: readonly RevisionRecord[],
): Promise<Map<string, Shown>> {
  const digests = revisions.map(({ digest }) => digest);
  const standings = await findStandings(knex, digests);
  const reviews = await findReviews(knex, digests);
  return new Map(
    digests.map(digest => {
      const standing = standings.get(digest);
      return [
        digest,
        {
          ...(standing && { approval: toApprovalView(standing.state) }),
          ...(standing?.observed && {
            observedApproval: toApprovalView(standing.observed),
          }),
          reviews: (reviews.get(digest) ?? []).map(toShown),
        },
      ];
    }),
  );
}

function toShown(review: ReviewRecord): RegistrySchemas['RevisionReview'] {
  const { verdict, by, onBehalfOf, source, at, ticket, reason, rule } = review;
  const { conditions } = review;
  return {
    ...{ verdict, by, onBehalfOf, source, at, ticket, reason, rule },
    ...(conditions && { conditions }),
  };
}
