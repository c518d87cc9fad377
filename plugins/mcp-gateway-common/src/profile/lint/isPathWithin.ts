/** Whether an absolute path is a folder or below it. Both are clean: no `.`, `..`, nor double slashes. */
export function isPathWithin(folder: string, path: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
