import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { INSIDE } from './inside';
import type { SandboxPlan } from './SandboxPlan';

/** How a server gets the secrets of its profile. @throws Error where there is no value for one, or a value too many. */
export function secretFiles(
  profile: PermissionProfile,
  values: Readonly<Record<string, string>>,
): { env: Record<string, string>; files: SandboxPlan['files'] } {
  const wanted = profile.sallyport?.secrets ?? {};
  const extra = Object.keys(values).filter(
    name => !Object.hasOwn(wanted, name),
  );
  if (extra.length > 0) {
    throw new Error(`The profile names no secret ${extra.join(', ')}`);
  }
  const env: Record<string, string> = {};
  const files: { inside: string; content: string; mode: string }[] = [];
  for (const [name, { as }] of Object.entries(wanted)) {
    if (!Object.hasOwn(values, name)) {
      throw new Error(`There is no value for the secret of ${name}`);
    }
    if (as === 'env') {
      env[name] = values[name];
      continue;
    }
    const inside = `${INSIDE.secrets}/${name}`;
    files.push({ inside, content: values[name], mode: '0400' });
    env[name] = inside;
  }
  return { env, files };
}
