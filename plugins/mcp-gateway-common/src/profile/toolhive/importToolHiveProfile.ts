import type { z } from 'zod';
import { parseMount } from '../parseMount';
import {
  type PermissionProfile,
  permissionProfileSchema,
} from '../permissionProfile';
import {
  profileRemark,
  type ProfileRemark,
  type ProfileRemarkCode,
} from './profileRemarks';

/** What became of a profile of ToolHive. */
export interface ProfileImport {
  /** Absent where there was none. It never opens more than the other did. */
  readonly profile?: PermissionProfile;
  /** What was left out, or means something else here. */
  readonly remarks: readonly ProfileRemark[];
}

const KEYS = ['name', 'read', 'write', 'network', 'privileged', 'sallyport'];
const { shape } = permissionProfileSchema;
const network = shape.network.unwrap().shape;
const outbound = network.outbound.unwrap().shape;
const inbound = network.inbound.unwrap().shape;

/**
 * Reads a permission profile as ToolHive writes it (or an entry of its registry, of which `permissions` counts), and one of ours. Whatever
 * is not understood is left out and said: a profile that was read can do less than it could there, never more.
 */
export function importToolHiveProfile(value: unknown): ProfileImport {
  const remarks: ProfileRemark[] = [];
  const remark = (code: ProfileRemarkCode, values?: Record<string, string>) => {
    remarks.push(profileRemark(code, values));
  };
  let given = recordOf(value);
  const inner = recordOf(given?.permissions);
  if (
    given &&
    inner &&
    !KEYS.slice(1).some(key => given?.[key] !== undefined)
  ) {
    given = inner;
    remark('import.registry-entry');
  }
  if (!given) return { remarks: [profileRemark('import.no-profile')] };
  const reader = createReader(remark);
  reader.unknownKeys(given, KEYS, '');
  if (given.privileged === true) remark('import.privileged');
  const profile: PermissionProfile = {
    ...defined({
      name: reader.one(shape.name.unwrap(), given.name, 'name'),
      read: mounts(reader, given.read, 'read'),
      write: mounts(reader, given.write, 'write'),
      sallyport: reader.one(
        shape.sallyport.unwrap(),
        given.sallyport,
        'sallyport',
      ),
    }),
    network: readNetwork(reader, given.network),
  };
  return { profile, remarks };
}

type Reader = ReturnType<typeof createReader>;

function readNetwork(reader: Reader, value: unknown) {
  const given = recordOf(value);
  if (!given) {
    if (value !== undefined && value !== null) {
      reader.remark('import.not-understood', { path: 'network' });
    }
    reader.remark('import.no-network');
    return { mode: 'none' as const };
  }
  reader.unknownKeys(given, ['mode', 'outbound', 'inbound'], 'network.');
  const mode = network.mode.unwrap().safeParse(given.mode);
  if (!mode.success && given.mode !== undefined && given.mode !== null) {
    reader.remark('import.mode', { value: shown(given.mode) });
  }
  const into = recordOf(given.inbound);
  const from = reader.many(inbound.allow_host.unwrap(), into?.allow_host, {
    path: 'network.inbound.allow_host',
    most: 50,
  });
  if (from?.length) reader.remark('import.inbound');
  return defined({
    mode: mode.success ? mode.data : undefined,
    outbound: readOutbound(reader, given.outbound),
    inbound: from?.length ? { allow_host: from } : undefined,
  });
}

function readOutbound(reader: Reader, value: unknown) {
  const given = recordOf(value);
  if (!given) {
    reader.remark('import.no-network');
    return undefined;
  }
  const at = 'network.outbound.';
  const known = ['insecure_allow_all', 'allow_host', 'allow_port'];
  reader.unknownKeys(given, known, at);
  const hosts = reader.many(outbound.allow_host.unwrap(), given.allow_host, {
    path: `${at}allow_host`,
    most: 200,
  });
  let ports = reader.many(outbound.allow_port.unwrap(), given.allow_port, {
    path: `${at}allow_port`,
    most: 200,
  });
  const all = given.insecure_allow_all === true;
  if (all) reader.remark('import.everything');
  // Ports that were named and not understood leave no ports, which must not become "every".
  const named = Array.isArray(given.allow_port) && given.allow_port.length > 0;
  if (hosts?.length && !ports?.length && !named) {
    reader.remark('import.all-ports');
    ports = [443];
  }
  if (ports?.length && !hosts?.length && !all) {
    reader.remark('import.ports-alone');
    ports = [];
  }
  for (const host of hosts ?? []) {
    if (host.startsWith('.')) reader.remark('import.below', { value: host });
  }
  const isUnclear = hosts?.length && !ports?.length;
  return defined({
    insecure_allow_all: all || undefined,
    allow_host: isUnclear ? [] : hosts,
    allow_port: ports,
  });
}

function mounts(reader: Reader, value: unknown, path: 'read' | 'write') {
  const options = { path, most: 100 };
  return reader.many(shape[path].unwrap(), value, options)?.filter(text => {
    try {
      parseMount(text);
      return true;
    } catch {
      reader.remark('import.mount', { value: shown(text) });
      return false;
    }
  });
}

function createReader(
  remark: (code: ProfileRemarkCode, values?: Record<string, string>) => void,
) {
  const one = <T>(schema: z.ZodType<T>, value: unknown, path: string) => {
    if (value === undefined || value === null) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    remark('import.not-understood', { path });
    return undefined;
  };
  return {
    remark,
    one,
    /** Entry by entry: a bad one spoils itself only. */
    many<T>(
      list: { element: z.ZodType<T> },
      value: unknown,
      options: { path: string; most: number },
    ): T[] | undefined {
      const { path, most } = options;
      if (value === undefined || value === null) return undefined;
      if (!Array.isArray(value)) {
        remark('import.not-understood', { path });
        return undefined;
      }
      if (value.length > most) {
        remark('import.too-many', { path, most: String(most) });
      }
      return value.slice(0, most).flatMap((entry, index) => {
        const read = one(list.element, entry, `${path}[${index}]`);
        return read === undefined ? [] : [read];
      });
    },
    unknownKeys(
      given: Record<string, unknown>,
      known: readonly string[],
      at: string,
    ) {
      for (const key of Object.keys(given)) {
        if (!known.includes(key)) {
          remark('import.unknown-key', { path: `${at}${shown(key)}` });
        }
      }
    },
  };
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== undefined),
  ) as T;
}

/** Never more of a value than it takes to find it. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
