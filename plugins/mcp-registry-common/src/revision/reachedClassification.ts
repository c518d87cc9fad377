import { DATA_CLASSIFICATIONS } from '../model/mcpServerEntity';

type DataClassification = (typeof DATA_CLASSIFICATIONS)[number];

/** The annotation of a system, component or resource that says how its data is classified. */
export const DATA_CLASSIFICATION_ANNOTATION =
  'sallyport.io/data-classification';

/** How a system behind a server is classified; `unread`: nobody could look. */
export type ReachedClassification = DataClassification | 'unread';

/**
 * How an entity says that its data is classified; `undefined` where it says nothing. A word that is none of ours was meant to say something,
 * and counts as the strictest.
 */
export function readDataClassification(entity: {
  metadata: { annotations?: Record<string, string> };
}): DataClassification | undefined {
  const said = entity.metadata.annotations?.[DATA_CLASSIFICATION_ANNOTATION];
  if (said === undefined) return undefined;
  const word = said.trim().toLocaleLowerCase('en-US');
  return DATA_CLASSIFICATIONS.find(known => known === word) ?? 'restricted';
}
