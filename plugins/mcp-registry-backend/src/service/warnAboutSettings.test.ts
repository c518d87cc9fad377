import { readContentsSettings } from '../checks/contents/settings/readContentsSettings';
import { NO_REVIEWS } from '../reviews/readReviewSettings';
import { NO_GITOPS } from '../gitops/settings/GitOpsSettings';
import { DEFAULT_CHECKS } from '../checks/readCheckSettings';
import { DEFAULT_EXCEPTIONS } from '../exceptions/readExceptionSettings';
import { mockServices } from '@backstage/backend-test-utils';
import type { Settings } from './Settings';
import { warnAboutSettings } from './warnAboutSettings';

const settings: Settings = {
  approverGroups: ['group:default/security'],
  stopGroups: ['group:default/security'],
  undoWindowSeconds: 10,
  gitOps: NO_GITOPS,
  checks: DEFAULT_CHECKS,
  exceptions: DEFAULT_EXCEPTIONS,
  contents: readContentsSettings(mockServices.rootConfig()),
  catalogSyncSeconds: 10,
  permissionsEnabled: true,
  reviews: NO_REVIEWS,
  emergencyPolicies: [],
};

function warningsOf(changes: Partial<Settings>): string[] {
  const logger = mockServices.logger.mock();
  warnAboutSettings({ ...settings, ...changes }, logger);
  return logger.warn.mock.calls.map(([text]) => text);
}

describe('warnAboutSettings (P1)', () => {
  it('says nothing about a set-up without gaps', () => {
    expect(warningsOf({})).toEqual([]);
  });

  it('warns loudly that the permission framework is off, with what holds and what to do', () => {
    expect(warningsOf({ permissionsEnabled: false })).toEqual([
      expect.stringMatching(
        /^SECURITY: .*Grants.*enforced all the same.*permission\.enabled: true/,
      ),
    ]);
  });

  it('warns that nobody can approve', () => {
    expect(warningsOf({ approverGroups: [] })).toEqual([
      expect.stringContaining('mcpRegistry.approverGroups is empty'),
    ]);
  });
});
