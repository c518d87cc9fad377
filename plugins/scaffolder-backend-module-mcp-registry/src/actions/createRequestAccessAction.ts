import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { parseServerRef } from '../registry/parseServerRef';
import type { RegistryCaller } from '../registry/RegistryCaller';
import { toRefusal } from '../registry/toRefusal';
import { requestAccessExamples } from './requestAccessExamples';

const OUTCOME = 'Access was not requested';

/** `mcp-registry:access:request` */
export function createRequestAccessAction(options: {
  registry: RegistryCaller;
}) {
  return createTemplateAction({
    id: 'mcp-registry:access:request',
    description:
      'Asks the owner of an MCP server for access, for the person who runs the template.',
    examples: requestAccessExamples,
    supportsDryRun: true,
    schema: {
      input: {
        serverRef: z =>
          z.string().max(300).describe('The server, as api:default/orders'),
        purpose: z =>
          z
            .string()
            .min(3)
            .max(1000)
            .describe('What for; the owner reads it before deciding'),
        tools: z =>
          z
            .object({
              kind: z.enum(['all', 'named']),
              names: z.array(z.string().min(1).max(200)).max(500).optional(),
            })
            .optional()
            .describe('All tools (default), or the named ones'),
        durationDays: z =>
          z
            .number()
            .int()
            .min(1)
            .max(365)
            .optional()
            .describe('Days until access ends by itself; 30 by default'),
        subject: z =>
          z
            .string()
            .max(300)
            .optional()
            .describe('A group of yours to ask for, instead of for yourself'),
      },
      output: {
        requestId: z => z.string().describe('Id of the pending request'),
        serverRef: z => z.string().describe('Entity ref of the server'),
        state: z => z.string().describe('"pending": the owner decides'),
      },
    },
    async handler(ctx) {
      const { ref, namespace, name } = parseServerRef(ctx.input.serverRef);
      const { purpose, durationDays = 30, subject } = ctx.input;
      const tools = ctx.input.tools ?? { kind: 'all' as const };
      if (tools.kind === 'named' && !tools.names?.length) {
        throw new InputError(
          `${OUTCOME}: name at least one tool, or ask for all of them`,
        );
      }
      const client = await options.registry.clientFor(ctx);
      if (ctx.isDryRun) {
        const { error, response } = await client.GET(
          '/servers/{namespace}/{name}',
          { params: { path: { namespace, name } }, signal: ctx.signal },
        );
        if (error) {
          throw toRefusal({ outcome: OUTCOME, status: response.status, error });
        }
        ctx.logger.info(`Dry run: would ask for access to ${ref}`);
        ctx.output('requestId', 'dry-run');
        ctx.output('serverRef', ref);
        ctx.output('state', 'dry-run');
        return;
      }
      // Recovered after a crash, the task must not ask a second time.
      const request = await ctx.checkpoint({
        key: `mcp-registry.access.request.${ref}`,
        fn: async () => {
          const { data, error, response } = await client.POST(
            '/access-requests',
            {
              body: { serverRef: ref, purpose, tools, durationDays, subject },
              signal: ctx.signal,
            },
          );
          if (!data) {
            throw toRefusal({
              outcome: OUTCOME,
              status: response.status,
              error,
            });
          }
          return { id: data.id, serverRef: data.serverRef, state: data.state };
        },
      });
      ctx.logger.info(`Asked for access to ${ref}; its owner decides`);
      ctx.output('requestId', request.id);
      ctx.output('serverRef', request.serverRef);
      ctx.output('state', request.state);
    },
  });
}
