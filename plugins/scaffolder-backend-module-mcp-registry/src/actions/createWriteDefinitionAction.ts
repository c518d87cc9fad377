import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  definedServerRef,
  findHostingProblem,
  serverDefinitionSchema,
  writeDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { toDefinition } from './toDefinition';
import { writeDefinitionExamples } from './writeDefinitionExamples';

const OUTCOME = 'The definition was not written';

/** `mcp-registry:definition:write` */
export function createWriteDefinitionAction() {
  return createTemplateAction({
    id: 'mcp-registry:definition:write',
    description:
      'Writes the definition of an MCP server into the workspace, for a pull request to the repository of definitions. It is checked as the import checks it.',
    examples: writeDefinitionExamples,
    supportsDryRun: true,
    schema: {
      input: {
        folder: z =>
          z
            .string()
            .max(200)
            .optional()
            .describe('Folder of the definitions in the workspace'),
        definition: z =>
          z
            .record(z.string(), z.unknown())
            .describe(
              'What mcp-registry:server:register takes: name, description, owner, riskTier …',
            ),
      },
      output: {
        path: z => z.string().describe('The file, in the workspace'),
        serverRef: z => z.string().describe('Entity ref of the server'),
      },
    },
    async handler(ctx) {
      const { folder = '', definition: given } = ctx.input;
      const parsed = serverDefinitionSchema.safeParse(
        toDefinition(given as Parameters<typeof toDefinition>[0]),
      );
      if (!parsed.success) {
        const [{ path, message }] = parsed.error.issues;
        throw new InputError(`${OUTCOME}: ${path.join('.')}: ${message}`);
      }
      const definition = parsed.data;
      const problem = findHostingProblem(definition);
      if (problem) throw new InputError(`${OUTCOME}: ${problem}`);
      const written = writeDefinition(definition, { format: 'entity' });
      if ('problem' in written) throw new InputError(written.problem);
      const path = [folder, written.fileName].filter(Boolean).join('/');
      const file = resolveSafeChildPath(ctx.workspacePath, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, written.text);
      ctx.logger.info(`Wrote ${path}`);
      ctx.output('path', path);
      ctx.output('serverRef', definedServerRef(definition));
    },
  });
}
