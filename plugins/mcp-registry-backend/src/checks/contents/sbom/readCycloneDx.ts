import { z } from 'zod';
import type { Component } from '../types';
import { toComponent } from './toComponent';
import type { Sbom } from './Sbom';

const MAX_DEPTH = 20;

const text = z.string().max(500);

const componentSchema = z.object({
  type: text.optional(),
  group: text.optional(),
  name: text.optional(),
  version: text.optional(),
  purl: z.string().max(1000).optional(),
  licenses: z
    .array(
      z.object({
        expression: text.optional(),
        license: z
          .object({ id: text.optional(), name: text.optional() })
          .optional(),
      }),
    )
    .max(100)
    .optional()
    .catch(undefined),
  components: z.array(z.unknown()).max(50_000).optional(),
});

const documentSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string().regex(/^1\.[2-7]$/),
  metadata: z.object({ component: componentSchema.optional() }).optional(),
  components: z.array(z.unknown()).max(50_000).default([]),
});

type Entry = z.infer<typeof componentSchema>;

/**
 * Reads CycloneDX in JSON, 1.2 to 1.7.
 *
 * @throws ZodError where something in it does not fit.
 */
export function readCycloneDx(json: unknown): Sbom {
  const { specVersion, metadata, components } = documentSchema.parse(json);
  const found: Component[] = [];
  let unnamed = 0;
  const walk = (entries: readonly unknown[], depth: number) => {
    if (depth > MAX_DEPTH) throw new RangeError('It is nested too deeply');
    for (const item of entries) {
      const entry = componentSchema.parse(item);
      const component = componentFrom(entry);
      if (component) found.push(component);
      // Files are what packages are made of.
      else if (entry.type !== 'file') unnamed += 1;
      walk(entry.components ?? [], depth + 1);
    }
  };
  const main = metadata?.component;
  const root = main && componentFrom(main);
  walk(main?.components ?? [], 0);
  walk(components, 0);
  return {
    ...{ format: 'cyclonedx', specVersion, unnamed },
    ...(root && { root }),
    components: root ? [root, ...found] : found,
  };
}

function componentFrom(entry: Entry): Component | undefined {
  const { group, name, version, purl, licenses } = entry;
  const licence = licenses
    ?.flatMap(
      ({ expression, license }) =>
        expression ?? license?.id ?? license?.name ?? [],
    )
    .map((one, _, all) => (all.length > 1 ? `(${one})` : one))
    .join(' AND ');
  return toComponent({
    name: group && name ? `${group}/${name}` : name,
    ...{ version, purl, licence },
  });
}
