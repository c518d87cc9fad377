/** Ecosystems whose version order is known here, as OSV names them. */
export const ECOSYSTEMS = ['npm', 'PyPI'] as const;
/** See {@link ECOSYSTEMS}. */
export type Ecosystem = (typeof ECOSYSTEMS)[number];

/** How bad a vulnerability is, the lightest first. `unknown`: nobody says. */
export const SEVERITIES = [
  'none',
  'low',
  'medium',
  'high',
  'critical',
] as const;
/** See {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** One package of which something is made. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** Absent: of a kind that no advisories are looked up for. */
  readonly ecosystem?: Ecosystem;
  /** `pkg:npm/left-pad@1.3.0` */
  readonly purl?: string;
  /** As it is declared: an SPDX expression, or any words. */
  readonly licence?: string;
}

/** One vulnerability of one package, from an advisory that is about its version. */
export interface Vulnerability {
  readonly component: Component;
  readonly advisory: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity: Severity | 'unknown';
  readonly score?: number;
  /** It is there to harm, and not by mistake. */
  readonly isMalicious: boolean;
  /** Versions in which it is fixed, as the advisory says. */
  readonly fixedIn: readonly string[];
  /** Its version could not be put in order, so it was taken for affected. */
  readonly isUnordered: boolean;
  readonly source: string;
}
