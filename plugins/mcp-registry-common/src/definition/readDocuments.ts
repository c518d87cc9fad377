import { isError } from '@backstage/errors';
import { isMap, isScalar, parseAllDocuments, visit } from 'yaml';

/** The bounds of a file of definitions. */
export const FILE_BOUNDS = {
  bytes: 256 * 1024,
  documents: 100,
  nodes: 20_000,
  depth: 60,
  aliases: 20,
} as const;

/** What would reach into the prototypes of objects, wherever somebody copies it carelessly. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/** The documents of a file, or why it cannot be read. */
export interface DocumentsReading {
  readonly documents: readonly unknown[];
  readonly problem?: string;
}

/**
 * Reads YAML or JSON that strangers wrote, within bounds: a small text cannot stand for gigabytes, nest without end, or carry tags, keys that
 * stand there twice, or keys of prototypes. It throws nothing.
 */
export function readDocuments(text: string): DocumentsReading {
  if (text.length > FILE_BOUNDS.bytes) {
    return refused(`It is larger than ${FILE_BOUNDS.bytes / 1024} KiB.`);
  }
  try {
    const parsed = parseAllDocuments(text, {
      ...{ version: '1.2', schema: 'core', merge: false, uniqueKeys: true },
      logLevel: 'silent',
    });
    const documents = Array.isArray(parsed) ? parsed : [];
    if (documents.length > FILE_BOUNDS.documents) {
      return refused(`It has more than ${FILE_BOUNDS.documents} documents.`);
    }
    const count = { nodes: 0 };
    const values: unknown[] = [];
    for (const document of documents) {
      const [error] = document.errors;
      if (error) return refused(firstLine(error.message));
      const [warning] = document.warnings;
      // An unknown tag would be passed over in silence.
      if (warning) return refused(firstLine(warning.message));
      let problem: string | undefined;
      visit(document, {
        Node: (_key, node, path) => {
          count.nodes += 1;
          if (count.nodes > FILE_BOUNDS.nodes)
            problem = 'It has too many values.';
          else if (path.length > FILE_BOUNDS.depth) {
            problem = 'It is nested too deeply.';
          } else if (isMap(node)) {
            const bad = node.items.find(
              ({ key }) =>
                isScalar(key) && FORBIDDEN_KEYS.includes(String(key.value)),
            );
            const odd = node.items.find(
              ({ key }) => !isScalar(key) || typeof key.value !== 'string',
            );
            if (bad) problem = `The key ${String(bad.key)} is not allowed.`;
            else if (odd) problem = 'Every key has to be a plain text.';
          }
          return problem ? visit.BREAK : undefined;
        },
      });
      if (problem) return refused(problem);
      const value: unknown = document.toJS({
        maxAliasCount: FILE_BOUNDS.aliases,
      });
      if (value !== null && value !== undefined) values.push(value);
    }
    return { documents: values };
  } catch (error) {
    return refused(
      isError(error) ? firstLine(error.message) : 'It cannot be read.',
    );
  }
}

function refused(problem: string): DocumentsReading {
  return { documents: [], problem };
}

/** The parser shows the text around a mistake; the place is enough, and the text could be a secret. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0].slice(0, 300).replace(/:$/, '.');
}
