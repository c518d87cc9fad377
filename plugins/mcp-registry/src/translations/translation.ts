import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { accessMessages } from './access';
import { accountsMessages } from './accounts';
import { activityMessages } from './activity';
import { approvalsMessages } from './approvals';
import { browseMessages } from './browse';
import { commonMessages } from './common';
import { connectMessages } from './connect';
import { consentMessages } from './consent';
import { credentialMessages } from './credential';
import { hiddenMessages } from './hidden';
import { limitsMessages } from './limits';
import { personalTokenMessages } from './personalTokens';
import { policiesMessages } from './policies';
import { reasonMessages } from './reasons';
import { requestMessages } from './request';
import { runtimeMessages } from './runtime';
import { serverMessages } from './server';
import { setupMessages } from './setup';
import { tryItMessages } from './tryIt';

/** Every text of the plugin. */
export const mcpRegistryTranslationRef = createTranslationRef({
  id: 'plugin.mcp-registry',
  messages: {
    ...commonMessages,
    ...browseMessages,
    ...serverMessages,
    ...connectMessages,
    ...consentMessages,
    ...credentialMessages,
    ...personalTokenMessages,
    ...accessMessages,
    ...accountsMessages,
    ...approvalsMessages,
    ...activityMessages,
    ...requestMessages,
    ...hiddenMessages,
    ...limitsMessages,
    ...policiesMessages,
    ...runtimeMessages,
    ...setupMessages,
    ...tryItMessages,
    reason: reasonMessages,
  },
});
