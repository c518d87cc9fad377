import { z } from 'zod';

const urlSchema = z.url({ protocol: /^https?$/ });

/** Where the orders API is (`ORDERS_API_URL`); throws a sentence that a person can act on. */
export function readApiUrl(env: Record<string, string | undefined>): string {
  const given = env.ORDERS_API_URL;
  if (!urlSchema.safeParse(given).success || given === undefined) {
    throw new Error(
      `ORDERS_API_URL is "${
        given ?? ''
      }", which is no address of the orders API: it begins with http:// or https://`,
    );
  }
  return given;
}
