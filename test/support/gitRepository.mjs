// A repository of definitions on this machine, and the settings by which the portal of the tests imports from it.
import { GitHost } from '../../plugins/mcp-registry-backend/src/gitops/__testUtils__/GitHost.ts';

/** Whose signatures count there: who is reviewed, who reviews, and a machine. */
const SIGNERS = {
  bob: 'user:default/bob',
  carol: 'user:default/carol',
  robot: undefined,
};

/** It holds no definitions yet: the specs merge some. */
export async function startGitRepository() {
  const host = await GitHost.start();
  const robot = host.person('robot');
  host.commit(robot, { 'servers/README.md': '# Our MCP servers' }, 'Begin');
  host.push();
  return {
    directory: host.directory,
    stop: () => host.stop(),
    gitOps: {
      seconds: 5,
      owners: ['user:default/carol'],
      // The other specs register servers in the portal.
      allowPortalRegistration: true,
      mergeDecides: { low: 1 },
      sources: [
        {
          ...{ id: 'definitions', title: 'Company servers', url: host.url },
          path: 'servers',
          signers: Object.entries(SIGNERS).map(([name, user]) => ({
            ...{ name, user },
            sshKey: host.person(name).publicKey,
          })),
        },
      ],
    },
  };
}
