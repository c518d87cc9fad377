/** The machines that a filter is made for. */
export type Architecture = 'x64' | 'arm64';

/** What the kernel calls each (`AUDIT_ARCH_*`), and the last system call of it that this filter knows. */
export const ARCHITECTURES = {
  x64: { audit: 0xc000003e, newest: 462 },
  arm64: { audit: 0xc00000b7, newest: 462 },
} as const satisfies Record<Architecture, { audit: number; newest: number }>;
