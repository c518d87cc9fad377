import type { SurfaceRule } from '../types';
import { OWN_WORDS, PROSE, SCHEMA } from './places';

/** Rules about what a tool wants to get hold of. */
export const SECRETS_RULES: readonly SurfaceRule[] = [
  {
    id: 'asks-for-files',
    level: 'error',
    message:
      'Orders the model to take private files or data and hand them over.',
    why: 'A tool that works on a file takes its path; it does not send the model for other ones.',
    places: OWN_WORDS,
    clauses: [
      {
        level: 'warning',
        all: ['take', 'private file'],
        within: 20,
        unless: ['not done'],
        unlessPurpose: ['about secrets'],
      },
      { all: ['take', 'private file', 'give'], within: 40, inOrder: true },
      { all: ['take', 'secret', 'give'], within: 30, inOrder: true },
      {
        level: 'warning',
        all: ['take|whole', 'personal data', 'give'],
        within: 30,
        unlessPurpose: ['personal data'],
      },
      {
        level: 'warning',
        all: ['give', 'private file'],
        within: 16,
        unless: ['not done'],
        unlessPurpose: ['about secrets'],
      },
      {
        all: ['take', 'whole', 'private file|personal data'],
        within: 14,
        inOrder: true,
      },
    ],
  },
  {
    id: 'asks-for-secrets',
    level: 'error',
    message: 'Wants a secret that the tool has no use for.',
    why: 'Credentials reach a server through its configuration or the gateway, not through the arguments of a tool that is about something else.',
    places: SCHEMA,
    clauses: [
      {
        all: ['plain secret'],
        unlessPurpose: ['about secrets'],
      },
      {
        level: 'warning',
        all: ['secret|private file', 'possession|take'],
        within: 12,
        unless: ['not done'],
        unlessPurpose: ['about secrets', 'about systems'],
      },
      {
        all: ['private file'],
        places: ['value'],
        unlessPurpose: ['about secrets'],
      },
      {
        level: 'warning',
        all: ['personal data', 'whole|possession|person'],
        within: 6,
        places: ['parameter'],
        unlessPurpose: ['personal data', 'about talk', 'about secrets'],
      },
      {
        level: 'warning',
        all: ['private file|secret'],
        places: ['parameter name'],
        unlessPurpose: ['about secrets', 'about systems', 'secret'],
      },
    ],
  },
  {
    id: 'tells-to-give-secrets',
    level: 'error',
    message: 'Tells the model or the user to hand over secrets.',
    why: 'As for `asks-for-secrets`, in the description.',
    places: ['description', 'instructions', 'prompt', 'annotation', 'title'],
    clauses: [
      {
        all: ['plain secret', 'give'],
        within: 16,
        unless: ['not done'],
        unlessPurpose: ['about secrets'],
      },
      {
        level: 'warning',
        all: ['secret', 'give|take|duty|model', 'possession|duty'],
        within: 20,
        unless: ['not done'],
        unlessPurpose: ['about secrets'],
      },
    ],
  },
  {
    id: 'asks-for-context',
    level: 'error',
    message:
      'Wants the conversation, the system prompt or other things that only the model knows.',
    why: 'A tool gets the arguments that it needs. Who wants the context wants what other tools and people have put into it.',
    places: OWN_WORDS,
    clauses: [
      {
        level: 'warning',
        all: ['model context'],
        places: SCHEMA,
        unlessPurpose: ['about talk'],
      },
      {
        all: ['model context', 'give|take|whole'],
        within: 16,
        places: PROSE,
        unlessPurpose: ['about talk'],
      },
    ],
  },
  {
    id: 'sends-elsewhere',
    level: 'error',
    message:
      'Tells the model to send something to an address that the text names.',
    why: 'Where data goes is decided by the user. A tool that sends something itself needs no help of the model.',
    places: PROSE,
    clauses: [
      { all: ['give', 'address'], within: 14, inOrder: true },
      { all: ['mail', 'give'], within: 14 },
    ],
  },
];
