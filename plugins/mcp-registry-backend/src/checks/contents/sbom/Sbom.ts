import type { Component } from '../types';

/** Where a list of contents came from; the most certain first. */
export const SBOM_ORIGINS = ['installed', 'published', 'uploaded'] as const;
/** See {@link SBOM_ORIGINS}. */
export type SbomOrigin = (typeof SBOM_ORIGINS)[number];

/** The forms that are read. */
export type SbomFormat = 'cyclonedx' | 'spdx';

/** A list of contents, read. */
export interface Sbom {
  readonly format: SbomFormat;
  readonly specVersion: string;
  /** What it is a list of; itself one of the components where it can be told. */
  readonly root?: Component;
  readonly components: readonly Component[];
  /** Entries without a name or version, which nothing can be looked up for. */
  readonly unnamed: number;
}
