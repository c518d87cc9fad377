import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { accessMessages } from './access';
import { accountsMessages } from './accounts';
import { activityMessages } from './activity';
import { approvalPolicyMessages } from './approvalPolicies';
import { approvalsMessages } from './approvals';
import { blastMessages } from './blast';
import { browseMessages } from './browse';
import { checksMessages } from './checks';
import { commonMessages } from './common';
import { connectMessages } from './connect';
import { consentMessages } from './consent';
import { credentialMessages } from './credential';
import { exceptionMessages } from './exceptions';
import { fleetMessages } from './fleet';
import { gitopsMessages } from './gitops';
import { freshSignInMessages } from './freshSignIn';
import { hiddenMessages } from './hidden';
import { historyMessages } from './history';
import { lifecycleMessages } from './lifecycle';
import { limitsMessages } from './limits';
import { personalTokenMessages } from './personalTokens';
import { policiesMessages } from './policies';
import { profileMessages } from './profile';
import { reasonMessages } from './reasons';
import { requestMessages } from './request';
import { reviewMessages } from './reviews';
import { revisionMessages } from './revisions';
import { runtimeMessages } from './runtime';
import { serverMessages } from './server';
import { setupMessages } from './setup';
import { stopsMessages } from './stops';
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
    ...approvalPolicyMessages,
    ...approvalsMessages,
    ...activityMessages,
    ...exceptionMessages,
    ...requestMessages,
    ...fleetMessages,
    ...gitopsMessages,
    ...freshSignInMessages,
    ...hiddenMessages,
    ...historyMessages,
    ...lifecycleMessages,
    ...limitsMessages,
    ...policiesMessages,
    ...profileMessages,
    ...reviewMessages,
    ...revisionMessages,
    ...runtimeMessages,
    ...setupMessages,
    ...stopsMessages,
    ...tryItMessages,
    ...whoMessages,
    reason: reasonMessages,
  },
});
