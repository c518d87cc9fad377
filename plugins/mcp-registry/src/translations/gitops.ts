import {
  CHANGE_OUTCOMES,
  type ChangeOutcome,
  IMPORT_PROBLEMS,
  type ImportProblemCode,
} from '@sallyport/backstage-plugin-mcp-registry-common';

function textsOf(
  pick: (problem: { text: string; remedy: string }) => string,
): Record<ImportProblemCode, string> {
  return Object.fromEntries(
    Object.entries(IMPORT_PROBLEMS).map(([code, it]) => [code, pick(it)]),
  ) as Record<ImportProblemCode, string>;
}

/** Texts of definitions in repositories, and of definitions as files. */
export const gitopsMessages = {
  gitops: {
    title: 'Repositories',
    hint: 'Definitions of servers that are kept in Git. All of a merge is imported, or nothing.',
    failed: 'The repositories could not be loaded',
    none: 'No repository is configured',
    noneHint:
      'Servers are registered in the portal or come from the catalog. How definitions can be kept in Git is described in docs/gitops.md.',
    importNow: 'Import now',
    importFailed: 'The import could not be started',
    place: 'Where',
    revision: 'Imported last',
    never: 'Nothing yet',
    checked: 'Looked at',
    servers: 'Servers',
    summary:
      '{{total}}; last time {{added}} new, {{changed}} changed, {{removed}} retired',
    evidence: 'Reviews are vouched for by',
    upToDate: 'Up to date',
    refused: 'Not imported',
    nothingChanged: 'Nothing was changed. What was approved goes on serving.',
    where: 'Where it is:',
    whatToDo: 'What to do:',
    changes: 'What came of the last changes',
    noChanges: 'No changes yet.',
    change: 'Change',
    server: 'Server',
    outcome: 'What came of it',
    by: 'By {{authors}}; reviewed by {{reviewers}}',
    byOnly: 'By {{authors}}; nobody is known to have reviewed it',
  },
  gitopsProblem: textsOf(({ text }) => text),
  gitopsRemedy: textsOf(({ remedy }) => remedy),
  gitopsOutcome: CHANGE_OUTCOMES as Record<ChangeOutcome, string>,
  exportAs: {
    label: 'Save definition',
    entity: 'Catalog entity (YAML)',
    toolhive: 'ToolHive resources (YAML)',
    'server-json': 'server.json',
    failed: 'The definition could not be saved',
    saved: '{{file}} was saved.',
    lost: 'What that format cannot say, or says in another way',
  },
} as const;
