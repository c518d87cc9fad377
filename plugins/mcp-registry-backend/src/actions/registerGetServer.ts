import { actionCaller } from './actionCaller';
import type { ActionContext } from './registerActions';

/** `get-mcp-server` */
export function registerGetServer(context: ActionContext): void {
  context.actionsRegistry.register({
    name: 'get-mcp-server',
    title: 'Get an MCP server',
    description:
      'Shows one MCP server: what it does, its approved tools, where to connect, and your access to it.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          serverRef: z
            .string()
            .max(300)
            .describe('Entity ref, such as api:default/orders'),
        }),
      output: z =>
        z.object({
          serverRef: z.string(),
          title: z.string(),
          description: z.string(),
          owner: z.string(),
          status: z.string(),
          riskTier: z.string(),
          dataClassification: z.string(),
          access: z.string(),
          endpoint: z.string().optional(),
          toolsKnown: z.boolean(),
          tools: z.array(
            z.object({
              name: z.string(),
              description: z.string().optional(),
              effect: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const caller = await actionCaller(credentials, context);
      const server = await context.services.servers.get(
        caller,
        input.serverRef,
      );
      return {
        output: {
          serverRef: server.serverRef,
          title: server.title,
          description: server.description,
          owner: server.owner,
          status: server.status,
          riskTier: server.riskTier,
          dataClassification: server.dataClassification,
          access: server.access.state,
          endpoint: server.endpoint,
          toolsKnown: server.toolSurface.known,
          tools: server.toolSurface.tools.map(
            ({ name, description, effect }) => ({ name, description, effect }),
          ),
        },
      };
    },
  });
}
