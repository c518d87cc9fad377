import type {
  AccessRequest,
  EmergencyOffer,
  EmergencyReview,
  EmergencyReviewPage,
  ReviewAnswers,
  ReviewCampaign,
  ReviewOutcome,
  ReviewPage,
  RiskTier,
} from './types';

/** What the pages ask about access after it was given. */
export interface ReviewApi {
  /** Asks that access of mine goes on. */
  extendGrant(id: string): Promise<AccessRequest>;
  listReviews(query: {
    state: 'open' | 'decided';
    limit?: number;
    cursor?: string;
  }): Promise<ReviewPage>;
  answerReviews(answers: ReviewAnswers): Promise<ReviewOutcome[]>;
  listReviewCampaigns(): Promise<ReviewCampaign[]>;
  openReviewCampaign(riskTier: RiskTier): Promise<ReviewCampaign>;
  /** As CSV. */
  exportReviewCampaign(id: string): Promise<string>;
  listEmergencyOffers(serverRef: string): Promise<EmergencyOffer[]>;
  takeEmergencyAccess(
    serverRef: string,
    options: { policyId: string; minutes: number; reason: string },
  ): Promise<{ expiresAt: string }>;
  listEmergencyReviews(query: {
    state: 'open' | 'closed';
    cursor?: string;
  }): Promise<EmergencyReviewPage>;
  closeEmergencyReview(
    id: string,
    verdict: { verdict: 'justified' | 'not-justified'; note: string },
  ): Promise<EmergencyReview>;
}
