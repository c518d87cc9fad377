import {
  parseMount,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What of a profile macOS has no means for: in words. A server with such a profile does not start. Pure. */
export function macosProblems(profile: PermissionProfile): string[] {
  const secrets = Object.entries(profile.sallyport?.secrets ?? {});
  const mounts = [...(profile.read ?? []), ...(profile.write ?? [])];
  return [
    ...mounts.flatMap(text => {
      const problem = mountProblem(text);
      return problem === undefined ? [] : [problem];
    }),
    ...secrets
      .filter(([, { as }]) => as === 'file')
      .map(
        ([name]) =>
          `The secret of ${name} is to be a file, which on macOS would lie on the disk. Give it as a variable (as: env).`,
      ),
  ];
}

/** There are no mounts: a folder is seen where it is, or not at all. */
function mountProblem(text: string): string | undefined {
  try {
    const mount = parseMount(text);
    if (mount.kind === 'volume') {
      return `'${text}' is a volume, and on macOS a sandbox has no folders of its own. Use a folder of the machine, in its own place.`;
    }
    return mount.source === mount.inside
      ? undefined
      : `'${text}' would be in another place than it is, and on macOS a sandbox sees folders where they are. Name the same path on both sides.`;
  } catch (error) {
    return (error as Error).message;
  }
}
