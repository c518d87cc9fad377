import { createHash } from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
  type DetectorId,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { normalizeRef } from '../../service/readRef';
import { oneOf } from '../oneOf';
import { REACTION_KINDS, type ReactionKind, type ReactionRule } from './types';

const ROOT = 'mcpGateway.alerts.reactions';
const MAX_RULES = 50;
const MAX_REFS = 100;
const MAX_HOURS = 24 * 31;

/** What their alerts are about: a rule that could never do what it says is a mistake. */
const ABOUT_PEOPLE: readonly DetectorId[] = [
  ...(['first-use', 'volume', 'result-size', 'unusual-hour'] as const),
  ...(['refusals', 'sweep', 'arguments', 'decoy'] as const),
];
const ABOUT_SERVERS: readonly DetectorId[] = [
  ...(['first-use', 'decoy', 'arguments', 'egress', 'drift'] as const),
  ...(['checks', 'connection'] as const),
];

/** Reads `mcpGateway.alerts.reactions`; without any, people are told and that is all. Throws an InputError that names the key. */
export function readReactionRules(config: RootConfigService): ReactionRule[] {
  const rules = (config.getOptionalConfigArray(ROOT) ?? []).map(readRule);
  if (rules.length > MAX_RULES) {
    throw new InputError(`${ROOT} may have at most ${MAX_RULES} entries`);
  }
  if (new Set(rules.map(({ name }) => name)).size !== rules.length) {
    throw new InputError(`Two of ${ROOT} have the same name`);
  }
  return rules;
}

function readRule(config: Config, index: number): ReactionRule {
  const key = `${ROOT}[${index}]`;
  const name = config.getString('name');
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    throw new InputError(
      `${key}.name must be up to 40 small letters, digits and hyphens`,
    );
  }
  const list = <T extends string>(field: string, known: readonly T[]) => {
    const found = config
      .getStringArray(field)
      .map(word => oneOf(known, word, `${key}.${field}`));
    if (found.length === 0) throw new InputError(`${key}.${field} is empty`);
    return [...new Set(found)];
  };
  const refs = (field: string, kind: 'api' | 'group') => {
    const given = config.getOptionalStringArray(field) ?? [];
    if (given.length > MAX_REFS) {
      throw new InputError(`${key}.${field} may have ${MAX_REFS} entries`);
    }
    return given.map(ref => normalizeRef(ref, kind));
  };
  const hours = config.getOptionalNumber('hours') ?? 8;
  const seconds = Math.round(hours * 3_600);
  if (!(seconds >= 60 && hours <= MAX_HOURS)) {
    throw new InputError(
      `${key}.hours must be from a minute to ${MAX_HOURS} hours`,
    );
  }
  const message = config.getOptionalString('message');
  if (message !== undefined && message.length > 300) {
    throw new InputError(`${key}.message may have at most 300 characters`);
  }
  const rule = {
    name,
    detectors: list('detectors', DETECTOR_IDS),
    from: oneOf(
      ALERT_SEVERITIES,
      config.getOptionalString('from') ?? 'high',
      `${key}.from`,
    ),
    reactions: list('do', REACTION_KINDS),
    seconds,
    mode: oneOf(
      ['observe', 'enforce'] as const,
      config.getOptionalString('mode') ?? 'observe',
      `${key}.mode`,
    ),
    exceptServers: refs('except.servers', 'api'),
    exceptGroups: refs('except.groups', 'group'),
    groupGrants: config.getOptionalBoolean('groupGrants') ?? false,
    liftWhenRetracted: config.getOptionalBoolean('liftWhenRetracted') ?? true,
    ...(message !== undefined && { message }),
  };
  for (const kind of rule.reactions) {
    const fitting = possibleFor(kind);
    if (!rule.detectors.some(id => fitting.includes(id))) {
      throw new InputError(
        `${key} could never ${kind}: none of its detectors is about ${
          kind === 'suspend-server' ? 'servers' : 'people'
        }`,
      );
    }
  }
  return { ...rule, version: versionOf(rule) };
}

function possibleFor(kind: ReactionKind): readonly DetectorId[] {
  return kind === 'suspend-server' ? ABOUT_SERVERS : ABOUT_PEOPLE;
}

function versionOf(rule: Omit<ReactionRule, 'version'>): string {
  return createHash('sha256')
    .update(JSON.stringify(rule))
    .digest('hex')
    .slice(0, 12);
}
