import {
  type PermissionProfile,
  readProfileText,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { definedFields, isRecord, listOf, recordOf, textOf } from '../fields';
import type { ImportRemarks } from '../ImportRemarks';
import { PROFILE_KEY } from './exportMcpServer';
import { readQuantity } from './quantity';

const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** Reads what an `MCPServer` may reach, its secrets and its bounds. Nothing is reached where that is not certain. */
export function importProfile(
  spec: Record<string, unknown>,
  options: { others: readonly unknown[]; said: ImportRemarks },
): PermissionProfile | undefined {
  const { said } = options;
  const base = readReference(spec.permissionProfile, options);
  const secrets = readSecrets(spec.secrets, said);
  const limits = readBounds(spec.resources, said);
  if (!base && !secrets && !limits) return undefined;
  return {
    ...(base ?? { network: { mode: 'none' } }),
    ...((secrets || limits) && {
      sallyport: definedFields({ secrets, limits }),
    }),
  } as PermissionProfile;
}

function readReference(
  value: unknown,
  options: { others: readonly unknown[]; said: ImportRemarks },
): PermissionProfile | undefined {
  const { others, said } = options;
  if (!isRecord(value)) {
    said.add('import.no-profile');
    return undefined;
  }
  const name = textOf(value.name) ?? '';
  if (value.type !== 'configmap') {
    if (name === 'network') said.add('import.builtin-network');
    else if (name !== 'none') {
      said.add('import.not-understood', { path: 'spec.permissionProfile' });
    }
    return undefined;
  }
  const map = others.find(
    other =>
      isRecord(other) &&
      other.kind === 'ConfigMap' &&
      recordOf(other.metadata).name === name,
  );
  const text = textOf(
    recordOf(recordOf(map).data)[textOf(value.key) ?? PROFILE_KEY],
  );
  if (text === undefined) {
    said.add('import.profile-elsewhere', { value: `the ConfigMap ${name}` });
    return undefined;
  }
  const { profile, remarks } = readProfileText(text);
  for (const remark of remarks) {
    said.take({
      ...{ code: `profile.${remark.code}`, text: remark.text },
      values: Object.fromEntries(
        Object.entries(remark.values).map(([key, it]) => [key, String(it)]),
      ),
    });
  }
  return profile;
}

function readSecrets(value: unknown, said: ImportRemarks) {
  const secrets = listOf(value).flatMap((entry, index) => {
    const { name, key, targetEnvName } = recordOf(entry);
    const variable = textOf(targetEnvName) ?? textOf(key) ?? '';
    // Our own exports put the value under this key; elsewhere one Secret holds several.
    const secret = key === 'value' ? String(name) : `${name}.${key}`;
    if (!SECRET_NAME.test(secret) || !VARIABLE.test(variable)) {
      said.add('import.not-understood', { path: `spec.secrets[${index}]` });
      return [];
    }
    said.add('import.secret', { value: `${name}/${key}`, name: secret });
    return [[variable, { secret, as: 'env' as const }]];
  });
  return secrets.length > 0 ? Object.fromEntries(secrets) : undefined;
}

function readBounds(value: unknown, said: ImportRemarks) {
  if (value === undefined) return undefined;
  const resources = recordOf(value);
  for (const field of Object.keys(resources)) {
    if (field !== 'limits') {
      said.add('import.left-out', { path: `spec.resources.${field}` });
    }
  }
  const limits = recordOf(resources.limits);
  const cpu = readQuantity(limits.cpu);
  const memory = readQuantity(limits.memory);
  for (const [field, read] of [
    ['cpu', cpu],
    ['memory', memory],
  ] as const) {
    if (limits[field] !== undefined && read === undefined) {
      said.add('import.not-understood', {
        path: `spec.resources.limits.${field}`,
      });
    }
  }
  const bounds = definedFields({
    cpu,
    memoryBytes: memory === undefined ? undefined : Math.floor(memory),
  });
  return Object.keys(bounds).length > 0 ? bounds : undefined;
}
