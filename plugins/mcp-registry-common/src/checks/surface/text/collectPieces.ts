import type {
  Piece,
  Place,
  SurfaceSubjectTool,
  ToolSurfaceSubject,
} from '../types';
import { LIMITS } from './limits';

/** The texts of a surface, and what could not be read of it. */
export interface Collected {
  readonly pieces: readonly Piece[];
  /** Locations that are too long, too deep or not text. */
  readonly unreadable: readonly string[];
}

/** Keys of a schema whose members are named by the server. */
const NAMED = new Set([
  'properties',
  '$defs',
  'definitions',
  'patternProperties',
  'dependentSchemas',
]);
const WORDS = new Set(['description', 'title', '$comment']);
/** Keys that hold no words of the server. */
const SILENT = new Set(['type', 'format', '$schema', 'required']);

/** JSON Pointer's escapes, so that names of a server cannot pretend to be paths. */
const escape = (name: string) =>
  name.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');

class Collector {
  readonly pieces: Piece[] = [];
  readonly unreadable: string[] = [];
  #left = LIMITS.characters;
  #nodes: number = LIMITS.nodes;

  add(place: Place, location: string, text: unknown, purpose?: string) {
    if (text === undefined || text === null || text === '') return;
    if (typeof text !== 'string') {
      this.unreadable.push(location);
      return;
    }
    const kept = text.slice(0, Math.min(LIMITS.pieceCharacters, this.#left));
    if (kept.length < text.length) this.unreadable.push(location);
    this.#left -= kept.length;
    this.pieces.push({ place, location, text: kept, purpose });
  }

  /** Walks any JSON; a stack of its own, so that depth costs no stack. */
  schema(
    root: unknown,
    at: string,
    purpose: string | undefined,
    place: Place = 'parameter',
  ) {
    const stack: {
      node: unknown;
      location: string;
      key: string;
      depth: number;
      parent: string;
    }[] = [{ node: root, location: at, key: '', depth: 0, parent: '' }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { node, location, key, depth, parent } = next;
      this.#nodes -= 1;
      if (this.#nodes < 0 || depth > LIMITS.depth) {
        this.unreadable.push(location);
        if (this.#nodes < 0) return;
      } else if (typeof node === 'string') {
        const isNamed = NAMED.has(parent);
        if (isNamed || !SILENT.has(key)) {
          this.add(
            WORDS.has(key) || isNamed ? place : 'value',
            location,
            node,
            purpose,
          );
        }
      } else if (node && typeof node === 'object') {
        const children = Object.entries(node);
        for (const [name, child] of children.reverse()) {
          const inside = `${location}/${escape(name)}`;
          if (NAMED.has(key) && !Array.isArray(node)) {
            this.add('parameter name', inside, name, purpose);
            stack.push({
              node: child,
              location: inside,
              key: '',
              depth: depth + 1,
              parent: key,
            });
          } else {
            stack.push({
              node: child,
              location: inside,
              key: Array.isArray(node) ? key : name,
              depth: depth + 1,
              parent: '',
            });
          }
        }
      }
    }
  }
}

/** What a tool says it is for: name, title and first sentence. */
function purposeOf({ name, title, description }: SurfaceSubjectTool): string {
  const said = typeof description === 'string' ? description : '';
  const end = said.search(/[.!?\n。！？]/);
  return [name, title, said.slice(0, end < 0 ? 200 : Math.min(end, 200))]
    .filter(text => typeof text === 'string')
    .join('. ');
}

/** Every text of a surface with its place; bounded, and says what it left out. */
export function collectPieces({
  tools,
  instructions,
  prompts = [],
  results = [],
}: ToolSurfaceSubject): Collected {
  const found = new Collector();
  found.add('instructions', 'instructions', instructions);
  for (const tool of (tools ?? []).slice(0, LIMITS.tools)) {
    const at = `tools/${escape(String(tool.name))}`;
    const purpose = purposeOf(tool);
    found.add('name', at, tool.name, purpose);
    found.add('title', `${at}/title`, tool.title, purpose);
    found.add('description', `${at}/description`, tool.description, purpose);
    found.schema(tool.inputSchema, `${at}/inputSchema`, purpose);
    found.schema(tool.outputSchema, `${at}/outputSchema`, purpose);
    found.schema(tool.annotations, `${at}/annotations`, purpose, 'annotation');
  }
  if ((tools ?? []).length > LIMITS.tools) found.unreadable.push('tools');
  for (const prompt of prompts.slice(0, LIMITS.tools)) {
    const at = `prompts/${escape(String(prompt.name))}`;
    found.add('prompt', at, prompt.name);
    found.add('prompt', `${at}/title`, prompt.title);
    found.add('prompt', `${at}/description`, prompt.description);
    found.schema(prompt.arguments, `${at}/arguments`, undefined, 'prompt');
  }
  results.slice(0, LIMITS.tools).forEach(({ tool, text }, index) => {
    found.add('result', `results/${index}/${escape(String(tool))}`, text);
  });
  return found;
}
