import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

/** `request-mcp-access` */
export function registerRequestAccess(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'request-mcp-access',
    title: 'Request access to an MCP server',
    description:
      'Asks the owner of an MCP server for access, for all its tools or for named ones. The owner decides in the portal.',
    attributes: { readOnly: false, idempotent: false, destructive: false },
    schema: {
      input: z =>
        z.object({
          serverRef: z
            .string()
            .max(300)
            .describe('Entity ref, such as api:default/orders'),
          purpose: z.string().min(3).max(1000).describe('What it is for'),
          tools: z
            .array(z.string().min(1).max(200))
            .max(500)
            .optional()
            .describe('Names of tools; all tools when absent'),
          durationDays: z.number().int().min(1).max(365).default(30),
          subject: z
            .string()
            .max(300)
            .optional()
            .describe('A group of yours, when it is not for yourself'),
        }),
      output: z =>
        z.object({
          requestId: z.string(),
          state: z.string(),
          serverRef: z.string(),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const request = await context.services.accessRequests.create(caller, {
        serverRef: input.serverRef,
        purpose: input.purpose,
        subject: input.subject,
        durationDays: input.durationDays,
        tools: input.tools
          ? { kind: 'named', names: input.tools }
          : { kind: 'all' },
      });
      return {
        output: {
          requestId: request.id,
          state: request.state,
          serverRef: request.serverRef,
        },
      };
    },
  });
}
