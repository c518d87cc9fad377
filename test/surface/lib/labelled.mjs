// The project's own labelled set: definitions that attack and definitions that only sound like it, and which third is held out.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '..', 'labelled');

/** Which cases are held out, and the digest of the whole set: written before the rules were. */
export const SPLIT_FILE = join(FOLDER, 'split.json');

const describe = text =>
  typeof text === 'string' ? { type: 'string', description: text } : text;

/** A case as the check wants it: the short forms `says` and `params` are written out. */
function subjectOf({
  name,
  title,
  says,
  params,
  inputSchema,
  outputSchema,
  annotations,
  instructions,
  prompts,
  results,
  others = {},
}) {
  return {
    tools: [
      {
        name,
        title,
        description: says,
        inputSchema: inputSchema ?? {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(params ?? {}).map(([key, text]) => [
              key,
              describe(text),
            ]),
          ),
        },
        outputSchema,
        annotations,
      },
    ],
    instructions,
    prompts,
    results: results?.map(text => ({ tool: name, text })),
    others: Object.entries(others).map(([server, tools]) => ({
      server,
      tools,
    })),
  };
}

const hash = text => createHash('sha256').update(text).digest('hex');

/**
 * @returns {{id: string, kind: string, lang: string, isPoisoned: boolean, isHeldOut: boolean, digest: string, subject: object}[]}
 */
export function labelledCases() {
  return ['poisoned', 'harmless'].flatMap(label =>
    readdirSync(join(FOLDER, label))
      .sort()
      .flatMap(file => {
        const kind = basename(file, '.yaml');
        return parse(readFileSync(join(FOLDER, label, file), 'utf8')).map(
          entry => {
            const id = `${label}/${kind}/${encodeURI(entry.name)}`;
            const digest = hash(`${id}\n${JSON.stringify(entry)}`);
            return {
              id,
              kind,
              lang: entry.lang ?? 'en',
              isPoisoned: label === 'poisoned',
              isHeldOut: parseInt(digest.slice(0, 8), 16) % 3 === 0,
              digest,
              subject: subjectOf(entry),
            };
          },
        );
      }),
  );
}

/** Poisoned definitions that were written after the rules, in two lots, and are no part of the set. */
export const laterCases = lot =>
  parse(readFileSync(join(FOLDER, `later-${lot}.yaml`), 'utf8')).map(entry => ({
    id: `later-${lot}/${entry.name}`,
    isPoisoned: true,
    subject: subjectOf(entry),
  }));

/** What `split.json` has to say of these cases. */
export function splitOf(cases) {
  const heldOut = cases.filter(({ isHeldOut }) => isHeldOut);
  return {
    setDigest: hash(cases.map(({ digest }) => digest).join('\n')),
    cases: cases.length,
    poisoned: cases.filter(({ isPoisoned }) => isPoisoned).length,
    heldOut: heldOut.map(({ id }) => id),
  };
}
