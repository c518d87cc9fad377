import { z } from 'zod';

const text = z.string().max(5000);
const name = z.string().min(1).max(300);
const time = z.iso.datetime({ offset: true });

/** What can be said of a vulnerability in a product. */
export const VEX_STATUSES = [
  'not_affected',
  'affected',
  'fixed',
  'under_investigation',
] as const;
/** See {@link VEX_STATUSES}. */
export type VexStatus = (typeof VEX_STATUSES)[number];

const JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

const thing = z.object({
  '@id': name.optional(),
  identifiers: z.object({ purl: name.optional() }).optional(),
});
const product = thing.extend({
  subcomponents: z.array(thing).max(5000).optional(),
});

const statementSchema = z
  .object({
    vulnerability: z.union([
      name,
      z.object({
        '@id': name.optional(),
        name: name.optional(),
        aliases: z.array(name).max(100).optional(),
      }),
    ]),
    timestamp: time.optional(),
    last_updated: time.optional(),
    products: z.array(z.union([name, product])).max(5000),
    status: z.enum(VEX_STATUSES),
    justification: z.enum(JUSTIFICATIONS).optional(),
    impact_statement: text.optional(),
    action_statement: text.optional(),
    status_notes: text.optional(),
  })
  .refine(
    ({ status, justification, impact_statement: impact }) =>
      status !== 'not_affected' || Boolean(justification || impact?.trim()),
    'not_affected needs a justification or an impact_statement',
  );

/** A document of OpenVEX (v0.2.0), as far as it is read. */
export const openVexSchema = z.object({
  '@context': z.string().regex(/^https:\/\/openvex\.dev\/ns/),
  '@id': name,
  author: z.string().min(1).max(500),
  timestamp: time,
  last_updated: time.optional(),
  statements: z.array(statementSchema).min(1).max(20_000),
});

/** See {@link openVexSchema}. */
export type OpenVex = z.infer<typeof openVexSchema>;
