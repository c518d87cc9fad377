import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { RegistryCaller } from '../registry/RegistryCaller';
import { toRefusal } from '../registry/toRefusal';
import { proposeDecisionExamples } from './proposeDecisionExamples';

const OUTCOME = 'The decision was not proposed';

/** `mcp-registry:access:propose-decision` */
export function createProposeDecisionAction(options: {
  registry: RegistryCaller;
}) {
  return createTemplateAction({
    id: 'mcp-registry:access:propose-decision',
    description:
      'Proposes a decision on an access request. It takes effect when an approver confirms it in the portal, never before.',
    examples: proposeDecisionExamples,
    supportsDryRun: true,
    schema: {
      input: {
        requestId: z => z.string().min(1).max(100),
        decision: z => z.enum(['approve', 'deny']),
        reason: z =>
          z
            .string()
            .max(1000)
            .optional()
            .describe('Reaches the person who asked; needed to deny'),
        tools: z =>
          z
            .object({
              kind: z.enum(['all', 'named']),
              names: z.array(z.string().min(1).max(200)).max(500).optional(),
            })
            .optional()
            .describe('Approve for fewer tools than asked'),
        durationDays: z =>
          z
            .number()
            .int()
            .min(1)
            .max(365)
            .optional()
            .describe('Approve for fewer days than asked'),
      },
      output: {
        requestId: z => z.string(),
        state: z => z.string().describe('"proposed": an approver confirms it'),
      },
    },
    async handler(ctx) {
      const { requestId, ...decision } = ctx.input;
      if (decision.decision === 'deny' && !decision.reason?.trim()) {
        throw new InputError(
          `${OUTCOME}: a denial needs a reason, which the person who asked will read`,
        );
      }
      const client = await options.registry.clientFor(ctx);
      const path = { params: { path: { id: requestId } }, signal: ctx.signal };
      if (ctx.isDryRun) {
        const { error, response } = await client.GET(
          '/access-requests/{id}',
          path,
        );
        if (error) {
          throw toRefusal({ outcome: OUTCOME, status: response.status, error });
        }
        ctx.logger.info(`Dry run: would propose to ${decision.decision}`);
        ctx.output('requestId', requestId);
        ctx.output('state', 'dry-run');
        return;
      }
      const state = await ctx.checkpoint({
        key: `mcp-registry.access.propose-decision.${requestId}`,
        fn: async () => {
          const { data, error, response } = await client.POST(
            '/access-requests/{id}/decision',
            { ...path, body: decision },
          );
          if (!data) {
            throw toRefusal({
              outcome: OUTCOME,
              status: response.status,
              error,
            });
          }
          // 202 is the registry's word for "stored, not decided".
          return response.status === 202 ? 'proposed' : data.state;
        },
      });
      ctx.logger.info(
        state === 'proposed'
          ? 'Proposed; an approver confirms it in Approvals'
          : `The request is ${state}`,
      );
      ctx.output('requestId', requestId);
      ctx.output('state', state);
    },
  });
}
