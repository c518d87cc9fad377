import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { accessMessages } from './access';
import { accountsMessages } from './accounts';
import { activityMessages } from './activity';
import { approvalsMessages } from './approvals';
import { blastMessages } from './blast';
import { browseMessages } from './browse';
import { checksMessages } from './checks';
import { commonMessages } from './common';
import { connectMessages } from './connect';
import { consentMessages } from './consent';
import { credentialMessages } from './credential';
import { fleetMessages } from './fleet';
import { gitopsMessages } from './gitops';
import { freshSignInMessages } from './freshSignIn';
import { hiddenMessages } from './hidden';
import { historyMessages } from './history';
import { limitsMessages } from './limits';
import { personalTokenMessages } from './personalTokens';
import { policiesMessages } from './policies';
import { profileMessages } from './profile';
import { reasonMessages } from './reasons';
import { requestMessages } from './request';
import { revisionMessages } from './revisions';
import { runtimeMessages } from './runtime';
import { serverMessages } from './server';
import { setupMessages } from './setup';
import { tryItMessages } from './tryIt';
import { whoMessages } from './who';

/** Every text of the plugin. */
export const mcpRegistryTranslationRef = createTranslationRef({
  id: 'plugin.mcp-registry',
  messages: {
    ...commonMessages,
    ...blastMessages,
    ...browseMessages,
    ...checksMessages,
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
    ...fleetMessages,
    ...gitopsMessages,
    ...freshSignInMessages,
    ...hiddenMessages,
    ...historyMessages,
    ...limitsMessages,
    ...policiesMessages,
    ...profileMessages,
    ...revisionMessages,
    ...runtimeMessages,
    ...setupMessages,
    ...tryItMessages,
    ...whoMessages,
    reason: reasonMessages,
  },
});
