import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { parseServerRef } from '../registry/parseServerRef';
import type { RegistryCaller } from '../registry/RegistryCaller';
import { toRefusal } from '../registry/toRefusal';
import { registerServerExamples } from './registerServerExamples';
import { toDefinition } from './toDefinition';

const OUTCOME = 'The server was not registered';

/** `mcp-registry:server:register` */
export function createRegisterServerAction(options: {
  registry: RegistryCaller;
}) {
  return createTemplateAction({
    id: 'mcp-registry:server:register',
    description:
      'Registers an MCP server, one that already runs or a package that the gateway is to run, and submits it for review. Nobody can use it before it is approved.',
    examples: registerServerExamples,
    supportsDryRun: true,
    schema: {
      input: {
        namespace: z => z.string().max(63).optional(),
        name: z =>
          z
            .string()
            .regex(
              /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/,
              'Lower-case letters, digits and dashes',
            )
            .describe('Part of the address that people connect to'),
        title: z => z.string().max(100).optional(),
        description: z =>
          z.string().min(1).max(1000).describe('What it does, in plain words'),
        owner: z =>
          z.string().min(1).max(300).describe('Entity ref of a group or user'),
        system: z => z.string().max(300).optional(),
        lifecycle: z => z.string().max(63).optional(),
        tags: z => z.array(z.string().max(63)).max(30).optional(),
        riskTier: z => z.enum(RISK_TIERS),
        dataClassification: z => z.enum(DATA_CLASSIFICATIONS),
        compliance: z => z.array(z.string().max(63)).max(30).optional(),
        reaches: z =>
          z
            .array(z.string().max(300))
            .max(50)
            .optional()
            .describe('Entity refs of the systems behind it'),
        kind: z =>
          z
            .enum(['address', 'package'])
            .optional()
            .describe(
              'Which is meant, where a form sends both; default: whichever is given',
            ),
        upstreamUrl: z =>
          z
            .string()
            .max(2000)
            .optional()
            .describe(
              'Its own Streamable HTTP address, for the gateway only; absent: it is a package',
            ),
        package: z =>
          z
            .object({
              registry: z.enum(['npm', 'pypi', 'oci']),
              identifier: z.string().min(1).max(300),
              version: z.string().min(1).max(100).describe('An exact version'),
              integrity: z.string().min(10).max(500).optional(),
            })
            .strict()
            .optional()
            .describe('The package that the gateway is to run'),
        run: z =>
          z
            .object({
              command: z.string().max(300).optional(),
              args: z.array(z.string().max(1000)).max(50).optional(),
              env: z.record(z.string(), z.string().max(1000)).optional(),
              transport: z.enum(['stdio', 'streamable-http']).optional(),
              port: z.number().int().min(1).max(65_535).optional(),
              path: z.string().max(200).optional(),
            })
            .strict()
            .optional()
            .describe('How the package is started'),
        isolation: z =>
          z
            .enum(['shared', 'per-user', 'per-session'])
            .optional()
            .describe('Who shares a runtime of it; default: everybody'),
        permissionProfile: z =>
          z
            .record(z.string(), z.unknown())
            .optional()
            .describe('What it may reach; default: nothing'),
      },
      output: {
        serverRef: z => z.string().describe('Entity ref of the server'),
        serverId: z => z.string().describe('Its id in the registry'),
        status: z => z.string().describe('"waiting": security reviews it'),
      },
    },
    async handler(ctx) {
      const definition = toDefinition(ctx.input);
      const { ref, namespace, name } = parseServerRef(
        `api:${definition.namespace ?? 'default'}/${definition.name}`,
      );
      const client = await options.registry.clientFor(ctx);
      if (ctx.isDryRun) {
        const { error, response } = await client.GET(
          '/servers/{namespace}/{name}',
          { params: { path: { namespace, name } }, signal: ctx.signal },
        );
        if (response.ok) {
          throw new ConflictError(
            `${OUTCOME}: ${ref} exists already. Choose another name.`,
          );
        }
        // Not found is what we hope for; any other refusal would meet the real run too.
        if (response.status !== 404) {
          throw toRefusal({ outcome: OUTCOME, status: response.status, error });
        }
        const { upstream, package: from } = definition;
        ctx.logger.info(
          `Dry run: would register ${ref} ${
            upstream
              ? `at ${upstream.url}`
              : `from ${from?.identifier} ${from?.version}`
          }`,
        );
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
