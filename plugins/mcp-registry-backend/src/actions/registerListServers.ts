import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

/** `list-mcp-servers` */
export function registerListServers(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'list-mcp-servers',
    title: 'List MCP servers',
    description:
      'Finds MCP servers by what they do, and says for each whether you can use it now.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          search: z
            .string()
            .max(200)
            .optional()
            .describe('Words about what the server does, such as "orders"'),
          usable: z
            .boolean()
            .optional()
            .describe('Only servers that you can use now'),
          limit: z.number().int().min(1).max(100).optional(),
        }),
      output: z =>
        z.object({
          totalItems: z.number(),
          items: z.array(
            z.object({
              serverRef: z.string(),
              title: z.string(),
              description: z.string(),
              owner: z.string(),
              status: z.string(),
              riskTier: z.string(),
              dataClassification: z.string(),
              access: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const page = await context.services.servers.list(caller, input);
      return {
        output: {
          totalItems: page.totalItems,
          items: page.items.map(server => ({
            serverRef: server.serverRef,
            title: server.title,
            description: server.description,
            owner: server.owner,
            status: server.status,
            riskTier: server.riskTier,
            dataClassification: server.dataClassification,
            access: server.access.state,
          })),
        },
      };
    },
  });
}
