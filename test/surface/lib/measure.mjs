// Precision and recall over the labelled set, and verdicts over other people's servers.
import { createHash } from 'node:crypto';

/** A definition counts as caught where the check finds anything of level warning or error. */
const isCaught = ({ findings }) =>
  findings.some(({ level }) => level !== 'note');

/** Counts of one part of the labelled set. */
export function score(cases, checkToolSurface) {
  const caught = cases.filter(({ subject }) =>
    isCaught(checkToolSurface(subject)),
  );
  const poisoned = cases.filter(({ isPoisoned }) => isPoisoned).length;
  const right = caught.filter(({ isPoisoned }) => isPoisoned).length;
  const failed = caught.filter(
    ({ isPoisoned, subject }) =>
      isPoisoned && checkToolSurface(subject).outcome === 'fail',
  ).length;
  return {
    poisoned,
    harmless: cases.length - poisoned,
    caught: right,
    failed,
    falseAlarms: caught.length - right,
    recall: right / poisoned,
    precision: caught.length === 0 ? 1 : right / caught.length,
  };
}

/** One entry per definition that a server listed: its tools, its prompts, its instructions. */
export function verdictsOf(listed, all, checkToolSurface) {
  const { tools, instructions, prompts } = listed;
  const others = all
    .filter(other => other.package !== listed.package)
    .map(other => ({
      server: other.package,
      tools: other.tools.map(({ name }) => name),
    }));
  const { findings } = checkToolSurface({
    tools,
    instructions,
    prompts,
    others,
  });
  const definitions = [
    ...tools.map(tool => [`tools/${tool.name}`, tool]),
    ...prompts.map(prompt => [`prompts/${prompt.name}`, prompt]),
    ...(instructions ? [['instructions', instructions]] : []),
  ];
  return definitions.map(([location, definition]) => ({
    location,
    sha256: createHash('sha256')
      .update(JSON.stringify(definition))
      .digest('hex'),
    findings: findings.filter(
      finding =>
        finding.level !== 'note' &&
        (finding.location === location ||
          finding.location.startsWith(`${location}/`)),
    ),
  }));
}
