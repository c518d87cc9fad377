import { InputError } from '@backstage/errors';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const userSchema = z.object({
  kind: z.literal('User'),
  metadata: z.object({
    name: z.string(),
    description: z.string().optional(),
  }),
  spec: z.object({
    profile: z.object({ displayName: z.string(), email: z.email() }),
  }),
});

/** Someone who can sign in. */
export interface Person {
  /** The catalog user's name: the `sub` and `preferred_username` claims. */
  name: string;
  displayName: string;
  email: string;
  /** What they do, in a few words. */
  role: string;
}

const roleOf = (description = 'example person') => {
  const [first = ''] = description.split(';');
  return first.charAt(0).toLocaleLowerCase('en-US') + first.slice(1);
};

/** The users of a catalog file: the same file that makes them catalog users. */
export function readPeople(file: string): Person[] {
  const people = parseAllDocuments(readFileSync(file, 'utf8'))
    .map(document => userSchema.safeParse(document.toJS()))
    .flatMap(result => (result.success ? [result.data] : []))
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      displayName: spec.profile.displayName,
      email: spec.profile.email,
      role: roleOf(metadata.description),
    }));
  if (people.length === 0) {
    throw new InputError(
      `${file} has no User with a display name and an e-mail address`,
    );
  }
  return people;
}
