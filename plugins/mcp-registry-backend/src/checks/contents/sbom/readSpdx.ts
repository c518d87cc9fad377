import { z } from 'zod';
import type { Component } from '../types';
import { toComponent } from './toComponent';
import type { Sbom } from './Sbom';

const text = z.string().max(500);
/** Words of SPDX for “nobody says”. */
const UNSAID = new Set(['NOASSERTION', 'NONE', '']);

const documentSchema = z.object({
  spdxVersion: z.enum(['SPDX-2.2', 'SPDX-2.3']),
  SPDXID: text,
  documentDescribes: z.array(text).max(1000).optional(),
  packages: z
    .array(
      z.object({
        SPDXID: text,
        name: text.optional(),
        versionInfo: text.optional(),
        licenseConcluded: text.optional().catch(undefined),
        licenseDeclared: text.optional().catch(undefined),
        externalRefs: z
          .array(
            z.object({
              referenceType: text,
              referenceLocator: z.string().max(1000),
            }),
          )
          .max(1000)
          .optional(),
      }),
    )
    .max(50_000),
  relationships: z
    .array(
      z.object({
        spdxElementId: text,
        relatedSpdxElement: text,
        relationshipType: text,
      }),
    )
    .max(500_000)
    .optional(),
});

/**
 * Reads SPDX 2.2 and 2.3 in JSON.
 *
 * @throws ZodError where something in it does not fit.
 */
export function readSpdx(json: unknown): Sbom {
  const document = documentSchema.parse(json);
  const described = new Set([
    ...(document.documentDescribes ?? []),
    ...(document.relationships ?? []).flatMap(one =>
      one.relationshipType === 'DESCRIBES' &&
      one.spdxElementId === document.SPDXID
        ? [one.relatedSpdxElement]
        : [],
    ),
  ]);
  const components: Component[] = [];
  let root: Component | undefined;
  let unnamed = 0;
  for (const item of document.packages) {
    const said = [item.licenseConcluded, item.licenseDeclared];
    const component = toComponent({
      name: item.name,
      version: item.versionInfo,
      purl: item.externalRefs?.find(
        ({ referenceType }) => referenceType === 'purl',
      )?.referenceLocator,
      licence: said.find(one => one !== undefined && !UNSAID.has(one.trim())),
    });
    if (component) components.push(component);
    const isRoot = described.has(item.SPDXID);
    if (!component && !isRoot) unnamed += 1;
    if (isRoot) root ??= component;
  }
  return {
    ...{ format: 'spdx', components, unnamed },
    specVersion: document.spdxVersion.replace('SPDX-', ''),
    ...(root && { root }),
  };
}
