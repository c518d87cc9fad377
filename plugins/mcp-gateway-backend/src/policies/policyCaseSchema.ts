import { z } from 'zod';

const text = z.string().min(1).max(300);

/** A call that a policy is asked about, and what it must say. */
export const policyCaseSchema = z.strictObject({
  title: text,
  person: text.default('user:default/somebody'),
  groups: z.array(text).max(50).default([]),
  server: z
    .strictObject({
      ref: text.default('api:default/server'),
      owner: text.default('group:default/owners'),
      riskTier: z.enum(['low', 'medium', 'high', 'critical']).default('medium'),
      dataClassification: z
        .enum(['public', 'internal', 'confidential', 'restricted'])
        .default('internal'),
    })
    .prefault({}),
  tool: text,
  effect: z.enum(['reads', 'changes', 'destroys']).default('reads'),
  arguments: z.record(z.string(), z.unknown()).default({}),
  expect: z.enum(['allow', 'deny']),
});

/** See {@link policyCaseSchema}. */
export type PolicyCase = z.infer<typeof policyCaseSchema>;
