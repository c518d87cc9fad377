import type { AccessRequestPresenter } from '../access/AccessRequestPresenter';
import { EndNotices } from '../access/EndNotices';
import { GrantExtensions } from '../access/GrantExtensions';
import type { AccessApprovals } from '../approvals/access/AccessApprovals';
import type { AccessApprovalWorker } from '../approvals/access/AccessApprovalWorker';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { EmergencyAccessService } from '../emergency/EmergencyAccessService';
import { EmergencyReviewService } from '../emergency/EmergencyReviewService';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { ServerVisibility } from '../servers/ServerVisibility';
import type { Clock } from '../service/Clock';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import type { Settings } from '../service/Settings';
import { CampaignOpener } from './CampaignOpener';
import type { UseReader } from './GrantUseReader';
import { ReviewClock } from './ReviewClock';
import { ReviewDecisions } from './ReviewDecisions';
import { ReviewDesk } from './ReviewDesk';
import { ReviewNotifier } from './ReviewNotifier';
import { ReviewPresenter } from './ReviewPresenter';

/** Wires what looks at access after it was given: reviews, announcements of its end, emergencies. */
export function createReviews(options: {
  database: RegistryDatabase;
  clock: Clock;
  policy: Policy;
  visibility: ServerVisibility;
  notifier: Notifier;
  freshSignIn: FreshSignInRule;
  presenter: AccessRequestPresenter;
  settings: Pick<Settings, 'approverGroups' | 'reviews' | 'emergencyPolicies'>;
  uses: UseReader;
  accessApprovals: AccessApprovals;
  accessApprovalWorker: AccessApprovalWorker;
}) {
  const { database, clock, policy, visibility, notifier, uses } = options;
  const { freshSignIn, presenter, settings } = options;
  const reviewNotifier = ReviewNotifier.create({
    notifier,
    approverGroups: settings.approverGroups,
  });
  const common = { database, clock, policy, notifier, freshSignIn };
  const reviewOpener = CampaignOpener.create({
    ...{ database, clock },
    settings: settings.reviews,
    notifier: reviewNotifier,
  });
  return {
    extensions: GrantExtensions.create({
      ...{ ...options, ...common, presenter },
      settings: settings.reviews.extension,
    }),
    endNotices: EndNotices.create({
      ...{ database, clock, notifier: reviewNotifier },
    }),
    reviewOpener,
    reviewClock: ReviewClock.create({
      ...{ database, clock, notifier: reviewNotifier },
    }),
    reviewDecisions: ReviewDecisions.create({
      ...{ ...common, uses, reviewNotifier },
    }),
    reviews: ReviewDesk.create({
      ...{ database, policy, opener: reviewOpener },
      presenter: ReviewPresenter.create({ knex: database.knex, clock, uses }),
    }),
    emergencyAccess: EmergencyAccessService.create({
      ...{ ...common, visibility, reviewNotifier },
      policies: settings.emergencyPolicies,
    }),
    emergencyReviews: EmergencyReviewService.create({
      ...{ ...common, reviewNotifier },
    }),
  };
}
