import { createHash } from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { SeverityPolicy } from '../contents/settings/ContentsSettings';
import { SCANNED_KINDS, type ScannerSettings } from './ScannerSettings';

const AT = 'mcpRegistry.scanners';
const MIB = 1024 * 1024;
const ID = /^[a-z][a-z0-9-]{0,59}$/;

/**
 * Reads `mcpRegistry.scanners`.
 *
 * @throws InputError where something does not fit.
 */
export function readScannerSettings(
  config: RootConfigService,
  options: { severity: SeverityPolicy },
): ScannerSettings[] {
  const all = config.getOptionalConfigArray(AT) ?? [];
  return all.map(one => readScanner(one, options.severity));
}

function readScanner(one: Config, severity: SeverityPolicy): ScannerSettings {
  const id = one.getString('id');
  if (!ID.test(id)) {
    throw refused(`has a scanner “${id}”, which is no id of a check`);
  }
  const command = one.getOptionalStringArray('command');
  const address = one.getOptionalString('url');
  if ((command === undefined) === (address === undefined)) {
    throw refused(`needs either a command or a url for “${id}”`);
  }
  const kinds = one.getOptionalStringArray('kinds') ?? [...SCANNED_KINDS];
  const unknown = kinds.find(kind => !SCANNED_KINDS.some(it => it === kind));
  if (unknown !== undefined) {
    throw refused(`names “${unknown}” for “${id}”, which is no kind of server`);
  }
  const maxDataAgeHours = one.getOptionalNumber('maxDataAgeHours');
  const version = one.getOptionalString('version') ?? '1';
  const maxBytes = (one.getOptionalNumber('maxMebibytes') ?? 16) * MIB;
  if (!(maxBytes > 0 && maxBytes <= 256 * MIB)) {
    throw refused(`has no bound that fits for “${id}”: maxMebibytes`);
  }
  const common = {
    ...{ id, severity, maxBytes },
    title: one.getOptionalString('title') ?? id,
    kinds: SCANNED_KINDS.filter(kind => kinds.includes(kind)),
    ...(maxDataAgeHours !== undefined && { maxDataAgeHours }),
    fingerprint: createHash('sha256')
      .update(
        JSON.stringify([
          ...[version, command ?? null, hostOf(address), kinds],
          ...[severity, maxDataAgeHours ?? null],
        ]),
      )
      .digest('hex')
      .slice(0, 12),
  };
  if (address !== undefined) {
    return {
      ...{ ...common, kind: 'http', url: readUrl(address, id) },
      headers: readHeaders(one, id),
    };
  }
  return {
    ...{ ...common, kind: 'command', command: readCommand(command, id) },
    environment: readEnvironment(one.getOptionalConfig('environment')),
    exitCodes: readExitCodes(one, id),
  };
}

function readCommand(command: string[] | undefined, id: string): string[] {
  if (!command?.length || !command[0].startsWith('/')) {
    throw refused(
      `needs the whole path of the program of “${id}”, and then its arguments`,
    );
  }
  return command;
}

function readExitCodes(one: Config, id: string): number[] {
  const codes = (one.getOptional<unknown[]>('exitCodes') ?? [0]).map(Number);
  if (codes.some(code => !Number.isInteger(code) || code < 0 || code > 255)) {
    throw refused(`has exitCodes for “${id}” that are none`);
  }
  return codes;
}

function readEnvironment(config: Config | undefined): Record<string, string> {
  return Object.fromEntries(
    (config?.keys() ?? []).map(key => [key, config!.getString(key)]),
  );
}

function readUrl(text: string, id: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.username || url.password || url.search) {
    throw refused(
      `needs an address (https://…) without name, password and query for “${id}”`,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function readHeaders(one: Config, id: string): Record<string, string> {
  const token = one.getOptionalString('auth.token');
  const key = one.getOptionalString('auth.apiKey');
  const name = one.getOptionalString('auth.username');
  const password = one.getOptionalString('auth.password');
  if ([token, key, name].filter(Boolean).length > 1) {
    throw refused(`has more than one way to say who asks for “${id}”`);
  }
  if (token) return { authorization: `Bearer ${token}` };
  if (key) return { 'x-scanneradapter-api-key': key };
  if (!name) return {};
  const basic = Buffer.from(`${name}:${password ?? ''}`).toString('base64');
  return { authorization: `Basic ${basic}` };
}

function hostOf(address: string | undefined): string | null {
  return address && URL.canParse(address) ? new URL(address).host : null;
}

function refused(why: string): InputError {
  return new InputError(`The configuration ${AT} ${why}`);
}
