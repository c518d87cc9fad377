import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

/** `list-my-mcp-access-requests` */
export function registerListMyRequests(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'list-my-mcp-access-requests',
    title: 'List my requests for MCP servers',
    description:
      'Shows what you asked for, what became of it, and the reason where it was denied.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          state: z
            .enum(['pending', 'approved', 'denied', 'withdrawn'])
            .optional(),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              requestId: z.string(),
              serverRef: z.string(),
              serverTitle: z.string(),
              state: z.string(),
              purpose: z.string(),
              createdAt: z.string(),
              reason: z.string().optional(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const page = await context.services.accessRequests.list(caller, {
        state: input.state,
        limit: 100,
      });
      return {
        output: {
          items: page.items.map(request => ({
            requestId: request.id,
            serverRef: request.serverRef,
            serverTitle: request.serverTitle,
            state: request.state,
            purpose: request.purpose,
            createdAt: request.createdAt,
            reason: request.reason,
          })),
        },
      };
    },
  });
}
