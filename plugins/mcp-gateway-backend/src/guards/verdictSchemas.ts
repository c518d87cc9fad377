import { z } from 'zod';

const pass = z.object({ kind: z.literal('pass') });
const object = z.record(z.string(), z.unknown());
const text = z.string().max(2000);

/** What guards may say; anything else is a failure of the guard. */
export const verdictSchemas = {
  arguments: z.discriminatedUnion('kind', [
    pass,
    z.object({ kind: z.literal('replace'), arguments: object }),
    z.object({ kind: z.literal('refuse'), text }),
  ]),
  result: z.discriminatedUnion('kind', [
    pass,
    z.object({ kind: z.literal('replace'), result: object }),
    z.object({ kind: z.literal('refuse'), text }),
    z.object({ kind: z.literal('mark'), text }),
  ]),
};
