import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { StopKind } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { registryError } from '../service/registryError';

const PACKAGE = /^(?:npm|pypi|oci)\/[a-z0-9@._/:-]{1,400}$/;
const PUBLISHER = /^(?:npm\/@[a-z0-9._-]{1,200}|oci\/[a-z0-9._:/-]{1,400})$/;
const HOST =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,60}\])$/;

/** The name of what is stopped, in the one form that gateways look it up by. Anything that could never match is refused. */
export function readSubject(kind: StopKind, given: string | undefined): string {
  const subject = given?.trim() ?? '';
  if (!subject) {
    throw registryError('stop.invalid-subject', 'Name what is to be stopped.');
  }
  switch (kind) {
    case 'person':
    case 'step-up':
    case 'connection':
      return entityRef(subject, 'user');
    case 'agent':
      return entityRef(subject, 'component');
    case 'package':
      return matching(
        subject,
        PACKAGE,
        'npm/@acme/files or npm/@acme/files@1.2.0',
      );
    case 'publisher':
      return matching(subject, PUBLISHER, 'npm/@acme or oci/ghcr.io/acme');
    case 'host':
      return matching(subject, HOST, 'files.example.com');
    case 'server':
    case 'revision':
    case 'tool':
    case 'grant':
    case 'client':
      return subject;
    default:
      return kind satisfies never;
  }
}

function entityRef(subject: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(subject, { defaultKind, defaultNamespace: 'default' }),
    );
  } catch {
    throw registryError(
      'stop.invalid-subject',
      `It looks like ${defaultKind}:default/name.`,
    );
  }
}

function matching(subject: string, form: RegExp, example: string): string {
  const name = subject.toLowerCase().replace(/\.$/, '');
  if (!form.test(name)) {
    throw registryError('stop.invalid-subject', `It looks like ${example}.`);
  }
  return name;
}
