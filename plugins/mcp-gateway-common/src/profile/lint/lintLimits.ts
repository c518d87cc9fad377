import { formatBytes } from '../formatBytes';
import type { PermissionProfile, RuntimeLimits } from '../permissionProfile';
import { profileFinding, type ProfileFinding } from './ProfileFinding';

const GIB = 1024 ** 3;

/** From where on a bound is worth a question. */
const LARGE: Readonly<
  Record<
    keyof RuntimeLimits,
    { most: number; what: string; format(value: number): string }
  >
> = {
  memoryBytes: { most: 4 * GIB, what: 'memory', format: formatBytes },
  pids: { most: 1024, what: 'processes and threads', format: String },
  cpu: { most: 4, what: 'processor cores', format: String },
  openFiles: { most: 65_536, what: 'open files', format: String },
  fileBytes: { most: 10 * GIB, what: 'one file', format: formatBytes },
  tmpBytes: { most: GIB, what: 'temporary files', format: formatBytes },
  diskBytes: { most: 20 * GIB, what: 'disk', format: formatBytes },
};

/** What is to be said of the bounds. */
export function lintLimits({ sallyport }: PermissionProfile): ProfileFinding[] {
  const limits = sallyport?.limits ?? {};
  const at = 'sallyport.limits';
  const given = (Object.keys(LARGE) as (keyof RuntimeLimits)[]).filter(
    name => limits[name] !== undefined,
  );
  if (given.length === 0) return [profileFinding('limits.none', at)];
  const { memoryBytes, tmpBytes, fileBytes, diskBytes } = limits;
  return [
    ...given.flatMap(name => {
      const value = limits[name] ?? 0;
      const { most, what, format } = LARGE[name];
      return value > most
        ? [
            profileFinding('limits.large', `${at}.${name}`, {
              value: format(value),
              what,
            }),
          ]
        : [];
    }),
    ...(tmpBytes && memoryBytes && tmpBytes > memoryBytes
      ? [
          profileFinding('limits.tmp-over-memory', `${at}.tmpBytes`, {
            value: formatBytes(tmpBytes),
          }),
        ]
      : []),
    ...(fileBytes && diskBytes && fileBytes > diskBytes
      ? [
          profileFinding('limits.file-over-disk', `${at}.fileBytes`, {
            value: formatBytes(fileBytes),
          }),
        ]
      : []),
  ];
}
