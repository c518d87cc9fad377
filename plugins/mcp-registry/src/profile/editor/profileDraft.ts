import {
  parseMount,
  type PermissionProfile,
  type RuntimeLimits,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A row of the form; its id stays while it is edited. */
export type Row<T> = T & { id: number };

/** A destination as it is typed. */
export interface EgressDraft {
  host: string;
  port: string;
  via: 'auto' | 'tunnel' | 'proxy';
}
/** A mount as it is typed. */
export interface MountDraft {
  access: 'read' | 'write';
  kind: 'volume' | 'path';
  /** The volume's name, or the path on the machine. */
  source: string;
  inside: string;
}
/** A secret as it is typed. */
export interface SecretDraft {
  variable: string;
  secret: string;
  as: 'file' | 'env';
}
/** A setting as it is typed. */
export interface SettingDraft {
  variable: string;
  value: string;
}

/** A profile as it is edited: everything as somebody types it. */
export interface ProfileDraft {
  hosts: string;
  ports: string;
  everything: boolean;
  egress: Row<EgressDraft>[];
  mounts: Row<MountDraft>[];
  secrets: Row<SecretDraft>[];
  settings: Row<SettingDraft>[];
  limits: RuntimeLimits;
  /** What the form does not show, and keeps. */
  kept: Pick<PermissionProfile, 'name'>;
}

const rowsOf = <T>(items: readonly T[]): Row<T>[] =>
  items.map((item, id) => ({ ...item, id }));

/** What the form begins with. */
export function draftOf(profile: PermissionProfile): ProfileDraft {
  const { network, sallyport, name } = profile;
  // No network is no network, whatever else the profile names: nothing is to be opened by looking at it.
  const isClosed = network?.mode === 'none';
  const outbound = isClosed ? undefined : network?.outbound;
  return {
    hosts: (outbound?.allow_host ?? []).join('\n'),
    ports: (outbound?.allow_port ?? []).join(', '),
    everything: outbound?.insecure_allow_all === true,
    egress: rowsOf(
      (isClosed ? [] : sallyport?.egress ?? []).map(
        ({ host, port, via = 'auto' as const }) => ({
          host,
          port: String(port),
          via,
        }),
      ),
    ),
    mounts: rowsOf([
      ...(profile.read ?? []).map(text => mountDraft('read', text)),
      ...(profile.write ?? []).map(text => mountDraft('write', text)),
    ]),
    secrets: rowsOf(
      Object.entries(sallyport?.secrets ?? {}).map(
        ([variable, { secret, as }]) => ({ variable, secret, as }),
      ),
    ),
    settings: rowsOf(
      Object.entries(sallyport?.env ?? {}).map(([variable, value]) => ({
        variable,
        value,
      })),
    ),
    limits: { ...sallyport?.limits },
    kept: name === undefined ? {} : { name },
  };
}

/** The profile of a draft: as it is typed, right or wrong. Rows that nobody began to fill in are left out. */
export function profileOf(draft: ProfileDraft): PermissionProfile {
  const hosts = words(draft.hosts);
  const ports = words(draft.ports).map(toPort);
  const egress = draft.egress
    .filter(({ host, port }) => host.trim() || port.trim())
    .map(({ host, port, via }) => ({
      host: host.trim(),
      port: toPort(port.trim()),
      ...(via !== 'auto' && { via }),
    }));
  const mounts = (access: MountDraft['access']) =>
    draft.mounts
      .filter(row => row.access === access && (row.source || row.inside))
      .map(mountText);
  const read = mounts('read');
  const write = mounts('write');
  const { limits, kept } = draft;
  const secrets = byVariable(
    draft.secrets.filter(({ variable, secret }) => variable || secret),
    ({ secret, as }) => ({ secret: secret.trim(), as }),
  );
  const env = byVariable(
    draft.settings.filter(({ variable, value }) => variable || value),
    ({ value }) => value,
  );
  const sallyport = {
    ...(egress.length > 0 && { egress }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(env && { env }),
    ...(secrets && { secrets }),
  };
  return {
    ...kept,
    ...(read.length > 0 && { read }),
    ...(write.length > 0 && { write }),
    network: networkOf({
      hosts,
      ports,
      everything: draft.everything,
      isAlone: egress.length === 0,
    }),
    ...(Object.keys(sallyport).length > 0 && { sallyport }),
  };
}

function networkOf(options: {
  hosts: string[];
  ports: number[];
  everything: boolean;
  /** There are no destinations beside it. */
  isAlone: boolean;
}): PermissionProfile['network'] {
  const { hosts, ports, everything } = options;
  if (everything || hosts.length + ports.length > 0) {
    return {
      outbound: {
        ...(everything && { insecure_allow_all: true }),
        ...(hosts.length > 0 && { allow_host: hosts }),
        ...(ports.length > 0 && { allow_port: ports }),
      },
    };
  }
  return options.isAlone ? { mode: 'none' } : {};
}

/** A variable that is there twice, which a profile cannot say. */
export function twiceIn(draft: ProfileDraft): string | undefined {
  return [draft.secrets, draft.settings]
    .map(rows => rows.map(({ variable }) => variable.trim()).filter(Boolean))
    .flatMap(names => names.filter((name, at) => names.indexOf(name) < at))[0];
}

function mountDraft(access: MountDraft['access'], text: string): MountDraft {
  try {
    const mount = parseMount(text);
    return mount.kind === 'volume'
      ? { access, kind: 'volume', source: mount.name, inside: mount.inside }
      : { access, kind: 'path', source: mount.source, inside: mount.inside };
  } catch {
    return { access, kind: 'path', source: text, inside: '' };
  }
}

function mountText({ kind, source, inside }: MountDraft): string {
  const from = source.trim();
  const to = inside.trim();
  if (kind === 'volume') return `volume://${from}:${to}`;
  return to && to !== from ? `${from}:${to}` : from;
}

function byVariable<R extends { variable: string }, V>(
  rows: readonly R[],
  valueOf: (row: R) => V,
): Record<string, V> | undefined {
  return rows.length > 0
    ? Object.fromEntries(
        rows.map(row => [row.variable.trim(), valueOf(row)] as const),
      )
    : undefined;
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** What is no whole number is none, and is found to be none later on. */
function toPort(text: string): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : NaN;
}
