import { z } from 'zod';

/** The tasks extension, as clients of the stateless era declare it with every request. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

const declaredSchema = z.looseObject({
  _meta: z.looseObject({
    'io.modelcontextprotocol/clientCapabilities': z.looseObject({
      extensions: z.looseObject({ [TASKS_EXTENSION]: z.unknown() }),
    }),
  }),
});

/** Whether a request says that its client knows tasks. */
export function declaresTasks(params: object | undefined): boolean {
  const declared = declaredSchema.safeParse(params);
  if (!declared.success) return false;
  const { extensions } =
    declared.data._meta['io.modelcontextprotocol/clientCapabilities'];
  return extensions[TASKS_EXTENSION] !== undefined;
}
