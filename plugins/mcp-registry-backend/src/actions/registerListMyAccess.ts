import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

/** `list-my-mcp-access` */
export function registerListMyAccess(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'list-my-mcp-access',
    title: 'List my access to MCP servers',
    description:
      'Shows which MCP servers you can use, which tools of them, and until when.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          state: z.enum(['active', 'expired', 'revoked']).default('active'),
        }),
      output: z =>
        z.object({
          items: z.array(
            z.object({
              grantId: z.string(),
              serverRef: z.string(),
              serverTitle: z.string(),
              subject: z.string(),
              tools: z.array(z.string()).optional(),
              state: z.string(),
              expiresAt: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const page = await context.services.grants.list(caller, {
        state: input.state,
        limit: 100,
      });
      return {
        output: {
          items: page.items.map(grant => ({
            grantId: grant.id,
            serverRef: grant.serverRef,
            serverTitle: grant.serverTitle,
            subject: grant.subject,
            tools: grant.tools.kind === 'named' ? grant.tools.names : undefined,
            state: grant.state,
            expiresAt: grant.expiresAt,
          })),
        },
      };
    },
  });
}
