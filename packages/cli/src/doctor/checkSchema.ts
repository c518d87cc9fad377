import { SETUP_STATUSES } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';

/** What comes from elsewhere is shown in a terminal: nothing in it may steer one. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform(value => value.replace(/[\p{Cc}\p{Cf}]/gu, ' '));

/** A set-up check, as a backend answers it. */
export const checkSchema = z.object({
  finding: text(100),
  status: z.enum(SETUP_STATUSES),
  threat: text(20),
  text: text(1000),
  fix: text(1000).optional(),
  subjects: z.array(text(400)).max(200).optional(),
  checkedAt: text(40).optional(),
});

/** Whether a check of servers is under way. */
export const runSchema = z.object({ state: z.enum(['running', 'finished']) });

/** The answer of `/setup-checks`. */
export const checksSchema = z.object({
  // None at all would look like nothing wrong.
  items: z.array(checkSchema).min(1).max(200),
  run: runSchema.optional(),
});

/** See {@link checkSchema}. */
export type Check = z.infer<typeof checkSchema>;
