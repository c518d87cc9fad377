import type { RegistryApiClient } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ReviewApi } from './ReviewApi';
import { serverPath } from './serverPath';
import { unwrap } from './unwrap';

/** Reviews of access, its end, and emergencies. */
export function reviewCalls(client: RegistryApiClient): ReviewApi {
  const of = (id: string) => ({ path: { id } });
  return {
    extendGrant: id =>
      unwrap(
        client.request('post', '/grants/{id}/extend', {
          params: of(id),
          body: {},
        }),
      ),
    listReviews: query =>
      unwrap(client.request('get', '/reviews', { params: { query } })),
    answerReviews: async body =>
      (await unwrap(client.request('post', '/reviews/answers', { body })))
        .items,
    listReviewCampaigns: async () =>
      (await unwrap(client.request('get', '/reviews/campaigns', {}))).items,
    openReviewCampaign: riskTier =>
      unwrap(
        client.request('post', '/reviews/campaigns', { body: { riskTier } }),
      ),
    exportReviewCampaign: async id =>
      await unwrap<string>(
        client.request('get', '/reviews/campaigns/{id}/evidence', {
          params: of(id),
          parseAs: 'text',
        }) as Promise<{ data?: string; error?: unknown; response: Response }>,
      ),
    listEmergencyOffers: async ref =>
      (
        await unwrap(
          client.request('get', '/servers/{namespace}/{name}/break-glass', {
            params: { path: serverPath(ref) },
          }),
        )
      ).items,
    takeEmergencyAccess: (ref, body) =>
      unwrap(
        client.request('post', '/servers/{namespace}/{name}/break-glass', {
          params: { path: serverPath(ref) },
          body,
        }),
      ),
    listEmergencyReviews: query =>
      unwrap(
        client.request('get', '/break-glass/reviews', { params: { query } }),
      ),
    closeEmergencyReview: (id, body) =>
      unwrap(
        client.request('post', '/break-glass/reviews/{id}/close', {
          params: of(id),
          body,
        }),
      ),
  };
}
