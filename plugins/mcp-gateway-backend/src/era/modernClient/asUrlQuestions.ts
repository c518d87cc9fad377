import { z } from 'zod';
import type { WireMessage } from '../readMessages';

/** MCP 2025-11-25: pages must be opened before the request is made again. The stateless era asks instead. */
const URL_ELICITATION_REQUIRED = -32042;

const dataSchema = z.looseObject({
  elicitations: z
    .array(
      z.looseObject({
        mode: z.literal('url'),
        url: z.string(),
        message: z.string(),
      }),
    )
    .min(1)
    .max(16),
});

/** The pages that an error of the session era wants opened, as requests for input. `undefined`: it is another error. */
export function asUrlQuestions(
  error: NonNullable<WireMessage['error']>,
): Record<string, object> | undefined {
  if (error.code !== URL_ELICITATION_REQUIRED) return undefined;
  const parsed = dataSchema.safeParse(error.data);
  if (!parsed.success) return undefined;
  return Object.fromEntries(
    parsed.data.elicitations.map(({ mode, url, message }, index) => [
      `page-${index + 1}`,
      { method: 'elicitation/create', params: { mode, url, message } },
    ]),
  );
}
