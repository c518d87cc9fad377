import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AlertSettings, WebhookSettings } from './AlertSettings';
import type { QuietPeriod } from './dueAt';
import { oneOf } from './oneOf';
import { readReactionRules } from './reactions/readReactionRules';

const ROOT = 'mcpGateway.alerts';
const DAYS = [
  ...['sunday', 'monday', 'tuesday', 'wednesday'],
  ...['thursday', 'friday', 'saturday'],
];
const MAX = 100;

/** Reads `mcpGateway.alerts`. Throws an InputError that names the key. */
export function readAlertSettings(config: RootConfigService): AlertSettings {
  const own = config.getOptionalConfig(ROOT);
  const fallback =
    config.getOptionalStringArray('mcpRegistry.stopGroups') ??
    config.getOptionalStringArray('mcpRegistry.approverGroups') ??
    [];
  const off = own?.getOptionalStringArray('detectorsOff') ?? [];
  const webhooks = (own?.getOptionalConfigArray('webhooks') ?? []).map(
    readWebhook,
  );
  if (new Set(webhooks.map(({ name }) => name)).size !== webhooks.length) {
    throw new InputError(`Two of ${ROOT}.webhooks have the same name`);
  }
  return {
    enabled: own?.getOptionalBoolean('enabled') ?? true,
    off: new Set(
      off.map(id => oneOf(DETECTOR_IDS, id, `${ROOT}.detectorsOff`)),
    ),
    decoys: bounded(own?.getOptionalStringArray('decoys') ?? [], 'decoys'),
    recipients: bounded(
      (own?.getOptionalStringArray('recipients') ?? fallback).map(ref =>
        ref.toLocaleLowerCase('en-US'),
      ),
      'recipients',
    ),
    notifyFrom: oneOf(
      ALERT_SEVERITIES,
      own?.getOptionalString('notifyFrom') ?? 'medium',
      `${ROOT}.notifyFrom`,
    ),
    quiet: (own?.getOptionalConfigArray('quiet') ?? []).map(readQuiet),
    webhooks,
    reactions: readReactionRules(config),
  };
}

function readWebhook(config: Config, index: number): WebhookSettings {
  const key = `${ROOT}.webhooks[${index}]`;
  const name = config.getString('name');
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    throw new InputError(
      `${key}.name must be up to 40 small letters, digits and hyphens`,
    );
  }
  const url = config.getString('url');
  if (!URL.canParse(url)) throw new InputError(`${key}.url is no URL`);
  const secret = config.getOptionalString('secret');
  if (secret !== undefined && secret.length < 16) {
    throw new InputError(`${key}.secret must have at least 16 characters`);
  }
  return {
    ...{ name, url, secret },
    format: oneOf(
      ['json', 'slack'] as const,
      config.getOptionalString('format') ?? 'json',
      `${key}.format`,
    ),
    from: oneOf(
      ALERT_SEVERITIES,
      config.getOptionalString('from') ?? 'medium',
      `${key}.from`,
    ),
  };
}

function readQuiet(config: Config, index: number): QuietPeriod {
  const key = `${ROOT}.quiet[${index}]`;
  const time = (name: string) => {
    const [, hours, minutes] =
      /^([01]\d|2[0-3]):([0-5]\d)$/.exec(config.getString(name)) ?? [];
    if (hours === undefined) {
      throw new InputError(`${key}.${name} must be a time such as 18:30`);
    }
    return Number(hours) * 60 + Number(minutes);
  };
  const days = config
    .getOptionalStringArray('days')
    ?.map(day => DAYS.indexOf(oneOf(DAYS, day, `${key}.days`)));
  return {
    ...{ from: time('from'), to: time('to') },
    ...(days && { days }),
    below: oneOf(
      ALERT_SEVERITIES,
      config.getOptionalString('below') ?? 'high',
      `${key}.below`,
    ),
  };
}

function bounded(list: string[], name: string): string[] {
  if (list.length > MAX || list.some(item => item.length > 600)) {
    throw new InputError(`${ROOT}.${name} may have at most ${MAX} entries`);
  }
  return list;
}
