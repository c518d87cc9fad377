import { z } from 'zod';

const responsesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What a client answered to what it was asked; `undefined` when it cannot be read. */
export function readAnswers(
  params: Readonly<Record<string, unknown>> | undefined,
): Record<string, Record<string, unknown>> | undefined {
  const parsed = responsesSchema.safeParse(params?.inputResponses ?? {});
  return parsed.success ? parsed.data : undefined;
}
