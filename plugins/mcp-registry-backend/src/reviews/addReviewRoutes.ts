import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** Reviews of access: questions, answers, campaigns and their evidence. */
export function addReviewRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { reviews, reviewDecisions, extensions } = services;

  router.post('/grants/:id/extend', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const request = await context.audited(
      req,
      {
        eventId: 'access-request',
        meta: { grantId: id, actionType: 'extend' },
      },
      async () => await extensions.extend(caller, { id, ...req.body }),
    );
    res.status(201).json(request);
  });

  router.get('/reviews', async (req, res) => {
    const caller = await context.caller(req);
    res.set('Cache-Control', 'no-store');
    res.json(await reviews.items(caller, req.query));
  });

  router.post('/reviews/answers', async (req, res) => {
    const caller = await context.decider(req);
    const items = await context.audited(
      req,
      {
        eventId: 'review-answer',
        meta: {
          actor: caller.actor,
          answers: req.body.answers
            .map(({ id, answer }) => `${id}:${answer}`)
            .join(' '),
        },
      },
      async () => await reviewDecisions.answer(caller, req.body),
    );
    res.json({ items });
  });

  router.get('/reviews/campaigns', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await reviews.campaigns(caller));
  });

  router.post('/reviews/campaigns', async (req, res) => {
    const caller = await context.caller(req);
    const { riskTier } = req.body;
    const campaign = await context.audited(
      req,
      { eventId: 'review-open', meta: { riskTier } },
      async () => await reviews.open(caller, riskTier),
    );
    res.status(201).json(campaign);
  });

  router.get('/reviews/campaigns/:id/evidence', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const csv = await context.audited(
      req,
      { eventId: 'review-export', meta: { campaignId: id } },
      async () => await reviews.evidence(caller, id),
    );
    res.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="access-review.csv"',
      'Cache-Control': 'no-store',
    });
    res.end(csv);
  });
}
