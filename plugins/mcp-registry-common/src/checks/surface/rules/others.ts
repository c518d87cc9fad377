import type { SurfaceRule } from '../types';
import { EVERYWHERE, PROSE } from './places';

/** Rules about what a server says of others, or pretends to be. */
export const OTHERS: readonly SurfaceRule[] = [
  {
    id: 'shadows-other-server',
    level: 'error',
    message:
      'Changes how tools of another server are to be called or understood.',
    why: 'A server speaks for its own tools. What it says of others is how one server takes over another.',
    places: PROSE,
    clauses: [
      {
        all: ['tool of another server', 'changes a call for sure'],
        within: 40,
        isAcrossSentences: true,
      },
      {
        level: 'warning',
        all: ['tool of another server', 'change of a call|when used'],
        within: 40,
      },
      { all: ['others of its kind', 'stands in for|diverts'], within: 20 },
      {
        level: 'warning',
        all: ['tool of another server'],
        places: ['description', 'instructions', 'prompt'],
        unless: ['may be used'],
      },
    ],
  },
  {
    id: 'prefers-itself',
    level: 'warning',
    message:
      'Wants to be chosen, or others not to be, whatever the user wants.',
    why: 'Which tool fits is decided from what tools do. Praise and blame steer the model to whoever writes them.',
    places: PROSE,
    clauses: [
      { all: ['choose', 'this tool', 'others of its kind'], within: 25 },
      { all: ['others of its kind', 'blame'], within: 14 },
      { all: ['this tool', 'without measure', 'praise|blame'], within: 25 },
      { all: ['without measure', 'choose', 'others of its kind'], within: 18 },
    ],
  },
  {
    id: 'steers-answers',
    level: 'warning',
    message: 'Steers what the model tells the user in favour of somebody.',
    why: 'Answers that serve the vendor of a tool are advertising at best.',
    places: PROSE,
    clauses: [{ all: ['without measure', 'steer'], within: 10 }],
  },
  {
    id: 'looks-like-another-name',
    level: 'error',
    message:
      'Has a name that can be taken for the name of a tool of another server.',
    why: 'A model or a person that reads quickly takes the one for the other.',
    places: ['name'],
    finder: 'lookAlikeNames',
  },
  {
    id: 'mixed-scripts-in-name',
    level: 'error',
    message:
      'A name mixes letters of different scripts or uses ones that look like ASCII.',
    why: 'Names are for programs. Letters that look like others are there to deceive.',
    places: ['name', 'parameter name'],
    finder: 'mixedScripts',
  },
  {
    id: 'hidden-characters',
    level: 'error',
    message: 'Has characters that people do not see and models read.',
    why: 'Nothing honest has to be invisible. Joiners and emoji styles where writing needs them are not counted.',
    places: EVERYWHERE,
    finder: 'hiddenCharacters',
  },
  {
    id: 'pushed-out-of-sight',
    level: 'error',
    message:
      'Text follows after so much white space that people do not see it.',
    why: 'As for hidden characters.',
    places: EVERYWHERE,
    finder: 'longBlanks',
  },
  {
    id: 'contradicts-annotation',
    level: 'warning',
    message: 'Says of itself that it only reads, and its name says otherwise.',
    why: 'Clients ask no questions before tools that only read.',
    places: ['annotation'],
    finder: 'contradictedAnnotations',
  },
  {
    id: 'takes-anything',
    level: 'warning',
    message: 'Takes arguments of any kind and names none that matters.',
    why: 'What no schema names is not looked at by people and can carry anything out.',
    places: ['parameter'],
    finder: 'openSchemas',
  },
  {
    id: 'runs-what-it-is-given',
    level: 'warning',
    message: 'Takes commands or code, and its purpose is another.',
    why: 'A tool for something harmless that runs code is a way in.',
    places: ['parameter name'],
    finder: 'commandParameters',
  },
  {
    id: 'too-much-to-read',
    level: 'error',
    message: 'Is too long, too deep or malformed: not all of it could be read.',
    why: 'What was not read was not checked.',
    places: EVERYWHERE,
    finder: 'unreadable',
  },
];
