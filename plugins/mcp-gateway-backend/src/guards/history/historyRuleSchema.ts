import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';

const MINUTE_MS = 60_000;
const MAX_DAYS = 31;
const CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;
const RISKS = ['low', 'medium', 'high', 'critical'] as const;

const REF = /^[a-z][a-z0-9]*:[a-z0-9._-]+\/[a-z0-9._-]+$/;

function readRef(text: string, defaultKind: string): string | undefined {
  try {
    const defaults = { defaultKind, defaultNamespace: 'default' };
    const ref = stringifyEntityRef(parseEntityRef(text, defaults));
    return REF.test(ref) ? ref : undefined;
  } catch {
    return undefined;
  }
}

const ref = (defaultKind: string) =>
  z
    .string()
    .max(300)
    .transform((text, context) => {
      const read = readRef(text, defaultKind);
      if (read !== undefined) return read;
      const message = `'${text}' is no entity ref`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
const refs = (defaultKind: string) =>
  z.array(ref(defaultKind)).min(1).max(200).optional();

/** From one of an ordered list to another, both included. */
function range<const Values extends readonly [string, ...string[]]>(
  values: Values,
) {
  const value = z.enum(values);
  return z
    .strictObject({ from: value.optional(), to: value.optional() })
    .transform(({ from, to }, context) => {
      const low = from === undefined ? 0 : values.indexOf(from);
      const high = to === undefined ? values.length - 1 : values.indexOf(to);
      const within: readonly Values[number][] = values.slice(low, high + 1);
      if (within.length === 0 || (from === undefined && to === undefined)) {
        context.addIssue({
          code: 'custom',
          message: `needs from or to, in the order ${values.join(', ')}`,
        });
      }
      return within;
    });
}

const servers = z.strictObject({
  refs: refs('api'),
  owners: refs('group'),
  dataClassification: range(CLASSES).optional(),
  riskTier: range(RISKS).optional(),
});
const tools = z.strictObject({
  names: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
  effects: z
    .array(z.enum(['reads', 'changes', 'destroys']))
    .min(1)
    .optional(),
  openWorld: z.literal(true).optional(),
});

/** A length of time in one unit, in milliseconds. */
const window = z
  .strictObject({
    minutes: z.number().int().min(1).optional(),
    hours: z.number().int().min(1).optional(),
    days: z.number().int().min(1).optional(),
  })
  .transform(({ minutes = 0, hours = 0, days = 0 }, context) => {
    const inMinutes = minutes + 60 * hours + 24 * 60 * days;
    const isOne = [minutes, hours, days].filter(Boolean).length === 1;
    if (!isOne || inMinutes > MAX_DAYS * 24 * 60) {
      context.addIssue({
        code: 'custom',
        message: `needs one of minutes, hours and days, and ${MAX_DAYS} days at most`,
      });
    }
    return inMinutes * MINUTE_MS;
  });

const common = {
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,49}$/,
      'must be small letters, digits and hyphens',
    ),
  title: z.string().trim().min(1).max(200),
  mode: z.enum(['enforce', 'observe']).default('enforce'),
  servers: servers.optional(),
  tools: tools.optional(),
  people: refs('user'),
  groups: refs('group'),
};

/** One rule of `mcpGateway.guards.history`. */
export const historyRuleSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('approval'),
      ...common,
      validMinutes: z
        .number()
        .int()
        .min(1)
        .max(24 * 60)
        .default(60),
      covers: z.enum(['tool', 'server']).default('tool'),
    }),
    z.strictObject({
      kind: z.literal('count'),
      ...common,
      calls: z.number().int().min(1).max(1_000_000),
      per: z.enum(['person', 'session', 'server', 'everybody']),
      window,
    }),
    z
      .strictObject({
        kind: z.literal('flow'),
        ...common,
        // What nobody has told apart from reading counts as writing.
        tools: tools.default({ effects: ['changes', 'destroys'] }),
        after: z.strictObject({
          servers: servers.optional(),
          tools: tools.omit({ effects: true, openWorld: true }).optional(),
        }),
        window,
      })
      .superRefine((rule, context) => {
        if (!saysWhich(rule.after.servers) && !rule.after.tools?.names) {
          context.addIssue({
            code: 'custom',
            path: ['after'],
            message: 'needs servers or tools: what must have been read',
          });
        }
        if (!saysWhich(rule.servers) && !rule.tools.openWorld) {
          context.addIssue({
            code: 'custom',
            path: ['servers'],
            message:
              'needs refs, owners, dataClassification or riskTier, or tools.openWorld: where nothing may be sent',
          });
        }
      }),
  ],
  { error: 'must be approval, count or flow' },
);

function saysWhich(selector: ServerSelector | undefined): boolean {
  return Object.values(selector ?? {}).some(value => value !== undefined);
}

/** Which servers a rule is about: those of which everything that is said here is true. */
export type ServerSelector = z.output<typeof servers>;
/** Which calls: likewise. */
export type ToolSelector = z.output<typeof tools>;
/** A rule that looks at what happened before. */
export type HistoryRule = z.output<typeof historyRuleSchema>;
/** The person must have confirmed such calls themselves, in this session. */
export type ApprovalRule = Extract<HistoryRule, { kind: 'approval' }>;
/** At most so many calls in a window. */
export type CountRule = Extract<HistoryRule, { kind: 'count' }>;
/** Nothing goes there after that was read. */
export type FlowRule = Extract<HistoryRule, { kind: 'flow' }>;
