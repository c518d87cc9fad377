import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { judgeLicence } from '../../trust/origin/judgeLicence';
import { purlOf } from '../vex/purl';
import type { Ecosystem } from '../types';

/** A package, as the gateway found it installed. */
export interface InstalledContent {
  readonly name: string;
  readonly version: string;
  readonly integrity?: string;
  readonly licence?: string;
}

const SERIALIZER = new Serialize.JsonSerializer(
  new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
);

/**
 * A list of contents in CycloneDX of what was installed: the package first, then what it brings along. The same again for the same
 * contents.
 */
export function writeCycloneDx(
  contents: readonly InstalledContent[],
  { ecosystem }: { ecosystem: Ecosystem },
): string {
  const [own, ...others] = contents;
  const bom = new Models.Bom();
  bom.metadata.component = componentOf(own, ecosystem, 'root');
  others.forEach((one, index) =>
    bom.components.add(componentOf(one, ecosystem, `part-${index + 1}`)),
  );
  return SERIALIZER.serialize(bom, { sortLists: true, space: 1 });
}

function componentOf(
  content: InstalledContent,
  ecosystem: Ecosystem,
  bomRef: string,
): Models.Component {
  const { name, version, licence } = content;
  const parts = name.split('/');
  const group = ecosystem === 'npm' && parts.length > 1 ? parts[0] : undefined;
  const purl = purlOf({ ecosystem, name, version });
  const component = new Models.Component(
    bomRef === 'root'
      ? Enums.ComponentType.Application
      : Enums.ComponentType.Library,
    group === undefined ? name : parts.slice(1).join('/'),
    { version, bomRef, ...(group && { group }), ...(purl && { purl }) },
  );
  if (licence) component.licenses.add(licenceOf(licence));
  const sha512 = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(
    content.integrity?.split(/\s+/).find(one => one.startsWith('sha512-')) ??
      '',
  );
  if (sha512) {
    component.hashes.set(
      Enums.HashAlgorithm['SHA-512'],
      Buffer.from(sha512[1], 'base64').toString('hex'),
    );
  }
  return component;
}

/** Any words that are no expression are a name. */
function licenceOf(declared: string) {
  return judgeLicence(declared, undefined).state === 'fine'
    ? new Models.LicenseExpression(declared)
    : new Models.NamedLicense(declared);
}
