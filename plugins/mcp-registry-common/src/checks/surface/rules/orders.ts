import type { SurfaceRule } from '../types';
import { EVERYWHERE, OWN_WORDS, PROSE, PROSE_AND_RESULTS } from './places';

/** Rules about text that orders the model to do something that is not the tool's business. */
export const ORDERS: readonly SurfaceRule[] = [
  {
    id: 'overrides-instructions',
    level: 'error',
    message: 'Tells the model to set aside its instructions or the user.',
    why: 'A tool has no say over what else binds the model.',
    places: EVERYWHERE,
    clauses: [
      {
        all: ['override', 'what binds the model', 'of the model'],
        within: 12,
        unless: ['quotes an attack'],
      },
    ],
  },
  {
    id: 'claims-authority',
    level: 'error',
    message:
      'Claims an authority over the model: a mode, a role, an order from above.',
    why: 'Whoever may give the model orders does not give them in the description of a tool or in a result.',
    places: EVERYWHERE,
    clauses: [
      { all: ['new authority'] },
      { all: ['privileged mode', 'you'], within: 10 },
    ],
  },
  {
    id: 'hides-from-user',
    level: 'error',
    message: 'Wants something kept from the user.',
    why: 'What a tool does has to be visible to whoever answers for it.',
    places: PROSE_AND_RESULTS,
    clauses: [
      {
        all: ['not', 'tell', 'person'],
        within: 9,
        inOrder: true,
        unless: ['quotes an attack'],
      },
      {
        all: ['person', 'not', 'tell'],
        within: 8,
        inOrder: true,
        unless: ['quotes an attack'],
      },
      {
        all: ['not', 'person', 'tell'],
        within: 7,
        inOrder: true,
        unless: ['quotes an attack'],
      },
      { all: ['tell', 'person', 'not'], within: 4, inOrder: true },
      { all: ['silently', 'give|take|run'], within: 5, inOrder: true },
      {
        all: ['secretly'],
        unless: ['quotes an attack'],
      },
    ],
  },
  {
    id: 'skips-consent',
    level: 'error',
    message: 'Claims a consent, or tells the model not to ask for one.',
    why: 'Consent is given by people in the client, never by the text of a tool.',
    places: EVERYWHERE,
    clauses: [
      { all: ['consented'], unless: ['quotes an attack'] },
      {
        level: 'warning',
        all: ['unasked'],
        unless: ['quotes an attack', 'forbidden'],
      },
    ],
  },
  {
    id: 'acts-when-listed',
    level: 'error',
    message: 'Wants to act when it is listed, or for the whole session.',
    why: 'A description is for the call of its tool; what it wants beyond that takes effect before anybody has chosen the tool.',
    places: [
      'description',
      'instructions',
      'prompt',
      'title',
      'annotation',
      'result',
    ],
    clauses: [
      {
        all: [
          'for the whole session',
          'what binds the model|model context|secretly|silently|address|private file|secret|override|give|run|consented',
        ],
      },
      { level: 'warning', all: ['for the whole session'] },
    ],
  },
  {
    id: 'speaks-to-model',
    level: 'error',
    message: 'Speaks to the model about what people would not read.',
    why: 'A note "for the model only" is for something that people should not see.',
    places: EVERYWHERE,
    clauses: [
      {
        all: ['speaks to the model'],
        places: ['result'],
        unless: ['quotes an attack'],
      },
      {
        all: [
          'speaks to the model',
          'private file|secret|personal data|model context|address|secretly|shell|whole',
        ],
        within: 40,
        isAcrossSentences: true,
        unless: ['quotes an attack'],
      },
    ],
  },
  {
    id: 'gives-model-duties',
    level: 'warning',
    message: 'Says what the model has to do or what it will be given.',
    why: 'Honest descriptions say what the tool does. Duties of the assistant belong to the client; often they are the start of a poisoned text.',
    places: PROSE,
    clauses: [
      {
        all: ['model', 'model duty'],
        within: 3,
        inOrder: true,
        unless: ['quotes an attack', 'an example'],
        unlessPurpose: ['about talk'],
      },
    ],
  },
  {
    id: 'runs-commands',
    level: 'error',
    message:
      'Brings a command along that harms the machine, or tells the model to run one.',
    why: 'Commands are chosen by the user and the model; a text that brings one along has chosen it.',
    places: PROSE_AND_RESULTS,
    clauses: [
      { all: ['dangerous command'] },
      {
        all: ['run', 'shell'],
        within: 12,
        places: ['result'],
      },
      { all: ['also|duty', 'run', 'shell'], within: 14, places: PROSE },
      {
        level: 'warning',
        all: ['run', 'shell'],
        within: 14,
        unless: ['is able'],
        unlessPurpose: ['about systems', 'shell'],
      },
      {
        level: 'warning',
        all: ['take', 'address', 'run'],
        within: 14,
        inOrder: true,
      },
      { all: ['switch off', 'protection'], within: 7, inOrder: true },
    ],
  },
  {
    id: 'imitates-conversation',
    level: 'error',
    message:
      'Imitates the frame of a conversation: system messages, turns, hidden blocks.',
    why: 'Such marks have a meaning for models and none for people.',
    places: EVERYWHERE,
    finder: 'conversationMarks',
  },
  {
    id: 'orders-in-result',
    level: 'error',
    message:
      'A result seen in a probe speaks to the model and orders something.',
    why: 'Results are data. Text in them that gives orders comes from whoever could write the data.',
    places: ['result'],
    clauses: [
      {
        all: ['model', 'duty|take|give|run|choose|override'],
        within: 10,
        unless: ['quotes an attack'],
      },
      { all: ['talk of tools'], unless: ['quotes an attack'] },
      { all: ['duty', 'take|run', 'private file|secret'], within: 14 },
      { all: ['tell', 'person', 'secret'], within: 8, inOrder: true },
      { all: ['give', 'model context|secret', 'address'], within: 20 },
    ],
  },
  {
    id: 'leaks-by-image',
    level: 'error',
    message:
      'Has an image or link whose address is to be filled with something.',
    why: 'A client that shows the image sends what was filled in to whoever owns the address.',
    places: EVERYWHERE,
    finder: 'filledImages',
  },
  {
    id: 'encoded-text',
    level: 'error',
    message: 'Carries encoded text that can be read when decoded.',
    why: 'People do not decode what they review.',
    places: OWN_WORDS,
    finder: 'encodedText',
  },
];
