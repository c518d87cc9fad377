/** A tool as a server lists it. Everything in it comes from the server. */
export interface SurfaceSubjectTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema?: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
}

/** A prompt as a server lists it. */
export interface SurfaceSubjectPrompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: unknown;
}

/** What the tool-surface check looks at: what one server says, and what others in the registry are called. */
export interface ToolSurfaceSubject {
  /** `null` while no probe has told the tools. */
  readonly tools: readonly SurfaceSubjectTool[] | null;
  readonly instructions?: string;
  readonly prompts?: readonly SurfaceSubjectPrompt[];
  /** Text of results that a probe has seen. */
  readonly results?: readonly {
    readonly tool: string;
    readonly text: string;
  }[];
  /** The other servers of this registry and the names of their tools. */
  readonly others?: readonly {
    readonly server: string;
    readonly tools: readonly string[];
  }[];
}

/** Where a text stands. `value`: defaults, enums, constants, examples and patterns of schemas. */
export type Place =
  | 'name'
  | 'title'
  | 'description'
  | 'parameter name'
  | 'parameter'
  | 'value'
  | 'annotation'
  | 'instructions'
  | 'prompt'
  | 'result';

/** One text of a surface. */
export interface Piece {
  readonly place: Place;
  /** `tools/search/inputSchema/properties/query/description`. */
  readonly location: string;
  readonly text: string;
  /** Name, title and first sentence of the tool: what it says it is for. */
  readonly purpose?: string;
}

/** Concepts that stand together in one sentence. */
export interface Clause {
  /** Each has to be there; alternatives are divided by `|`. */
  readonly all: readonly string[];
  /** Whether they have to come in this order. */
  readonly inOrder?: boolean;
  /** How many words they may span; default 30. */
  readonly within?: number;
  /** Anywhere in the same text instead of in one sentence. */
  readonly isAcrossSentences?: boolean;
  /** Concepts that excuse it where they stand in the same sentence. */
  readonly unless?: readonly string[];
  /** Concepts that excuse it where the tool's purpose speaks of them. */
  readonly unlessPurpose?: readonly string[];
  /** `warning` where this alone is doubtful and the rule's other clauses are not. */
  readonly level?: 'warning';
  /** Narrower than the rule's places. */
  readonly places?: readonly Place[];
}

/** A rule: data that says what to look for, and why. */
export interface SurfaceRule {
  readonly id: string;
  readonly level: 'warning' | 'error';
  /** What it says of the text, as a sentence. */
  readonly message: string;
  /** Why no honest server needs it, or why it is doubtful. */
  readonly why: string;
  /** Where it looks. */
  readonly places: readonly Place[];
  /** Any of these is a finding. */
  readonly clauses?: readonly Clause[];
  /** Looked for by a function of this name instead (`find/`). */
  readonly finder?: string;
}
