import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { parseServerRef } from '../registry/parseServerRef';
import type { RegistryCaller } from '../registry/RegistryCaller';
import { toRefusal } from '../registry/toRefusal';
import { checkUpstreamUrl } from './checkUpstreamUrl';
import { registerServerExamples } from './registerServerExamples';
import { registerServerSchema } from './registerServerSchema';

const OUTCOME = 'The server was not registered';

/** `mcp-registry:server:register` */
export function createRegisterServerAction(options: {
  registry: RegistryCaller;
}) {
  return createTemplateAction({
    id: 'mcp-registry:server:register',
    description:
      'Registers an MCP server that already runs, and submits it for review. Nobody can use it before it is approved.',
    examples: registerServerExamples,
    supportsDryRun: true,
    schema: registerServerSchema,
    async handler(ctx) {
      const { upstreamUrl, ...described } = ctx.input;
      checkUpstreamUrl(upstreamUrl);
      const definition: RegistrySchemas['ServerDefinition'] = {
        ...described,
        upstream: { type: 'streamable-http', url: upstreamUrl },
      };
      const { ref, namespace, name } = parseServerRef(
        `api:${definition.namespace ?? 'default'}/${definition.name}`,
      );
      const client = await options.registry.clientFor(ctx);
      if (ctx.isDryRun) {
        const { response } = await client.GET('/servers/{namespace}/{name}', {
          params: { path: { namespace, name } },
          signal: ctx.signal,
        });
        if (response.ok) {
          throw new ConflictError(
            `${OUTCOME}: ${ref} exists already. Choose another name.`,
          );
        }
        ctx.logger.info(`Dry run: would register ${ref} at ${upstreamUrl}`);
        ctx.output('serverRef', ref);
        ctx.output('serverId', 'dry-run');
        ctx.output('status', 'dry-run');
        return;
      }
      // Recovered after a crash, the task must not find its own server in the way.
      const server = await ctx.checkpoint({
        key: `mcp-registry.server.register.${ref}`,
        fn: async () => {
          const { data, error, response } = await client.POST('/servers', {
            body: definition,
            signal: ctx.signal,
          });
          if (!data) {
            throw toRefusal({
              outcome: OUTCOME,
              status: response.status,
              error,
            });
          }
          const { serverRef, serverId, status } = data;
          return { serverRef, serverId, status };
        },
      });
      ctx.logger.info(
        `Registered ${server.serverRef}; it waits for review and appears in the catalog within a few seconds`,
      );
      ctx.output('serverRef', server.serverRef);
      ctx.output('serverId', server.serverId);
      ctx.output('status', server.status);
    },
  });
}
