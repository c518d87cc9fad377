import {
  SETUP_FINDINGS,
  type SetupFinding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Texts of the table that the backends and the command line use, too; each can be translated by its id. */
function textsOf(
  pick: (finding: { text: string; fix?: string }) => string,
): Record<SetupFinding, string> {
  return Object.fromEntries(
    Object.entries(SETUP_FINDINGS).map(([id, finding]) => [id, pick(finding)]),
  ) as Record<SetupFinding, string>;
}

/** Texts of "Operations" and its set-up checks. */
export const setupMessages = {
  operations: {
    title: 'Operations',
    lead: 'How this installation is doing, for those who run it.',
    refused: 'This page is for those who run the portal',
    refusedHint:
      'It shows how the installation is set up. Whoever looks after your portal can give you the permission mcp.server.administer for all servers.',
  },
  setup: {
    title: 'Set-up checks',
    hint: 'What is open or missing in the configuration of portal and gateway, and what to do about it. The command “sallyport doctor” shows the same.',
    failedRegistry: 'The checks of the portal could not be loaded',
    failedGateway: 'The checks of the gateway could not be loaded',
    again: 'Check again',
    todo: 'To do',
    fine: 'Fine',
    nothing: 'Nothing to do',
    nothingHint: 'Every check that ran is fine.',
    summary:
      '{{fail}} failed, {{warn}} with a warning, {{unknown}} unknown, {{ok}} fine',
    fix: 'What to do',
    about: 'About',
    checked: 'Checked',
    threat: 'Threat {{threat}}',
    servers: 'Servers without the gateway',
    serversHint:
      'Asks every active server, as nobody, whether it answers without a credential. It calls no tool.',
    checkServers: 'Check servers',
    checkFailed: 'The check of servers could not be begun',
    progress: '{{done}} of {{total}} servers asked',
    broken:
      'The last check of servers ended before it was done. Begin it again.',
    last: 'Last check',
  },
  setupStatus: {
    ok: 'Fine',
    warn: 'Warning',
    fail: 'Failed',
    unknown: 'Unknown',
  },
  setupText: textsOf(({ text }) => text),
  setupFix: textsOf(({ fix }) => fix ?? ''),
} as const;
