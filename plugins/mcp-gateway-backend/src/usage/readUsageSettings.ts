import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { normalizeRef } from '../service/readRef';
import { z } from 'zod';
import type { BudgetRule } from './budgets/types';
import type { TokenPrice } from './types';

/** Encodings of `gpt-tokenizer` that tokens may be counted by. */
export const ENCODINGS = [
  'o200k_base',
  'o200k_harmony',
  'cl100k_base',
] as const;

/** The configuration of `mcpGateway.usage`. */
export interface UsageSettings {
  encoding: (typeof ENCODINGS)[number];
  countTokens: boolean;
  retentionDays: number;
  /** Older than this, hours become days. */
  hourDays: number;
  currency: string;
  prices: TokenPrice[];
  budgets: BudgetRule[];
}

const ref = (defaultKind: 'api' | 'group') =>
  z
    .string()
    .max(300)
    .transform((text, context) => {
      try {
        return normalizeRef(text, defaultKind);
      } catch (error) {
        context.addIssue(`${text} is no entity ref: ${error}`);
        return z.NEVER;
      }
    });

const price = z.number().min(0).max(1_000_000);

const schema = z.strictObject({
  encoding: z.enum(ENCODINGS).default('o200k_base'),
  countTokens: z.boolean().default(true),
  retentionDays: z.int().min(1).max(3_650).default(400),
  hourDays: z.int().min(1).max(400).default(90),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a code such as EUR')
    .default('USD'),
  prices: z
    .array(
      z.strictObject({
        server: ref('api').optional(),
        client: z.string().min(1).max(60).optional(),
        argumentsPerMillion: price,
        resultsPerMillion: price,
      }),
    )
    .max(1_000)
    .default([]),
  budgets: z
    .array(
      z.strictObject({
        team: ref('group'),
        unit: z.enum(['calls', 'tokens', 'money']),
        perMonth: z.number().positive().max(1e12),
        warnAtPercent: z.number().min(1).max(100).default(80),
        stops: z.boolean().default(true),
      }),
    )
    .max(1_000)
    .default([]),
});

/** Reads `mcpGateway.usage`. A mistake stops the start. */
export function readUsageSettings(config: RootConfigService): UsageSettings {
  const read = schema.safeParse(config.getOptional('mcpGateway.usage') ?? {});
  if (!read.success) {
    throw new InputError(
      `mcpGateway.usage is wrong: ${z.prettifyError(read.error)}`,
    );
  }
  const { prices, budgets, ...rest } = read.data;
  if (prices.length === 0 && budgets.some(({ unit }) => unit === 'money')) {
    throw new InputError(
      'mcpGateway.usage.budgets counts money, but mcpGateway.usage.prices is empty',
    );
  }
  const keys = budgets.map(({ team, unit }) => `${team} ${unit}`);
  if (new Set(keys).size < keys.length) {
    throw new InputError(
      'mcpGateway.usage.budgets has two of the same unit for one team',
    );
  }
  return {
    ...rest,
    budgets,
    prices: prices.map(({ server, ...one }) => ({
      ...one,
      ...(server !== undefined && { serverRef: server }),
    })),
  };
}
