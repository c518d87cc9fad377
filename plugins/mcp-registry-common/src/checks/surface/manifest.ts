import type { CheckManifest } from '../types';

/** What the tool-surface check is. */
export const TOOL_SURFACE_MANIFEST: CheckManifest = {
  id: 'tool-surface',
  version: '1',
  title: 'Tool surface',
  motivation:
    'Models act on what servers say of themselves. Text in names, descriptions, schemas, instructions and results can steer them to other work, to secrets, to one server instead of another, and can be hidden from people.',
  consumes: [
    'tool surface',
    'results seen in probes',
    'names of other servers and their tools',
  ],
  produces: ['version of the rules', 'number of tools, texts and findings'],
  outcomes: {
    pass: 'No rule found anything. That is no proof of innocence: the text still has to be read.',
    warn: 'Something doubtful was found that honest servers sometimes have.',
    fail: 'Something was found that no honest server needs, or not all of the surface could be read.',
    error: 'No probe has told what the server offers.',
  },
  remedy:
    'Read the text at the place that the finding names. Where it is innocent, ask the owner to word it otherwise or record an exception for this finding; where it is not, reject the revision.',
};
