// The measured part of docs/tool-surface-check.md, and the list of rules, both written from what is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelledCases, laterCases } from './labelled.mjs';
import { score } from './measure.mjs';

/** Where it is written. */
export const DOCUMENT = join(
  import.meta.dirname,
  '../../../docs/tool-surface-check.md',
);
/** The committed verdicts over other people's servers: names, hashes, verdicts. */
export const VERDICTS = join(import.meta.dirname, '../servers/verdicts.json');

const percent = share => `${(share * 100).toFixed(1)} %`;
const row = (
  name,
  { poisoned, caught, failed, harmless, falseAlarms, recall, precision },
) =>
  `| ${name} | ${caught} of ${poisoned} | ${failed} | ${percent(
    recall,
  )} | ${falseAlarms} of ${harmless} | ${percent(precision)} |`;

const kindRow = (kind, cases, check) => {
  const { poisoned, caught } = score(cases, check);
  return `| ${kind} | ${caught} of ${poisoned} |`;
};

function measured({ checkToolSurface }) {
  const cases = labelledCases();
  const part = isHeldOut =>
    score(
      cases.filter(found => found.isHeldOut === isHeldOut),
      checkToolSurface,
    );
  const later = (name, lot) => {
    const { caught, poisoned: all } = score(laterCases(lot), checkToolSurface);
    return `| ${name} | ${caught} of ${all} |`;
  };
  const poisoned = cases.filter(({ isPoisoned }) => isPoisoned);
  const kinds = [...new Set(poisoned.map(({ kind }) => kind))].sort();
  const { servers } = JSON.parse(readFileSync(VERDICTS, 'utf8'));
  const definitions = servers.flatMap(({ verdicts }) => verdicts);
  const alarms = definitions.filter(([, , ...rules]) => rules.length > 0);
  return [
    '| part | poisoned caught | of these `fail` | recall | harmless reported | precision |',
    '| --- | --- | --- | --- | --- | --- |',
    row('tuned on (two thirds)', part(false)),
    row('held out (one third)', part(true)),
    '',
    '| written after the rules | caught |',
    '| --- | --- |',
    later('first lot, for which the rules were broadened afterwards', 1),
    later('second lot, never tuned to', 2),
    '',
    '| kind, both parts | caught |',
    '| --- | --- |',
    ...kinds.map(kind =>
      kindRow(
        kind,
        poisoned.filter(found => found.kind === kind),
        checkToolSurface,
      ),
    ),
    '',
    `Other people's servers: ${alarms.length} of ${
      definitions.length
    } definitions of ${servers.length} servers are reported (${percent(
      alarms.length / definitions.length,
    )}).`,
    '',
    '| server | definitions | reported |',
    '| --- | --- | --- |',
    ...servers.map(
      server =>
        `| \`${server.package}\` ${server.version} | ${
          server.verdicts.length
        } | ${
          server.verdicts.filter(([, , ...rules]) => rules.length > 0).length
        } |`,
    ),
  ];
}

const outcome = (level, clauses) => {
  if (level === 'warning') return 'Warns.';
  return clauses.some(clause => clause.level)
    ? 'Fails; where only a part of it is there, warns.'
    : 'Fails.';
};

const rules = ({ SURFACE_RULES }) =>
  SURFACE_RULES.flatMap(({ id, level, message, why, places, clauses = [] }) => [
    `### ${id}`,
    '',
    `${outcome(level, clauses)} ${message} ${why}`,
    '',
    `Looks at: ${places.join(', ')}.`,
    '',
  ]);

const between = (text, name, lines) => {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`No place for "${name}".`);
  return `${text.slice(0, from + begin.length)}\n\n${lines
    .join('\n')
    .trim()}\n\n${text.slice(to)}`;
};

/** The document as it has to be. */
export const documentWith = (text, check) =>
  between(between(text, 'measured', measured(check)), 'rules', rules(check));
