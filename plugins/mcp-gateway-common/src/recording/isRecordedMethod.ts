const RECORDED: ReadonlySet<string> = new Set([
  ...['tools/call', 'prompts/get', 'resources/read', 'completion/complete'],
  ...['tasks/get', 'tasks/result', 'tasks/update'],
]);

/**
 * Whether arguments and results of a method may be kept at all: what people and models say and get. What keeps a session going, and lists
 * of what there is, are not kept.
 */
export function isRecordedMethod(method: string): boolean {
  return RECORDED.has(method);
}
