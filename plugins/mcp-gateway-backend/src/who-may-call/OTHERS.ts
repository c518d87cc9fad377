/** Prompts and resources, whatever they are called: policies are asked about each by its name. */
export const OTHERS = { kind: 'other', method: 'resources/read' } as const;
