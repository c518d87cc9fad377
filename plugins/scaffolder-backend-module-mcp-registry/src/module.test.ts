import { startTestBackend } from '@backstage/backend-test-utils';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { scaffolderModuleMcpRegistry } from './module';

describe('scaffolderModuleMcpRegistry', () => {
  it('adds the four actions', async () => {
    const added: TemplateAction[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          { addActions: (...actions) => added.push(...actions) },
        ],
      ],
      features: [scaffolderModuleMcpRegistry],
    });
    await backend.stop();

    expect(added.map(action => action.id)).toEqual([
      'mcp-registry:access:request',
      'mcp-registry:server:register',
      'mcp-registry:access:propose-decision',
      'mcp-registry:definition:write',
    ]);
  });
});
