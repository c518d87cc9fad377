import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { gatewayApi, registryApi } from './api/extensions';
import { AiToolsIcon } from './components/AiToolsIcon';
import { entityPages } from './entityPages';
import { pages } from './pages';
import { registrationChecksField } from './checks/registrationChecksField';
import { profileField } from './profile/profileField';
import { serverPickerField, toolPickerField } from './request/formFields';
import { rootRouteRef } from './routes';

/** "AI tools": the portal's pages of Sallyport. */
export const mcpRegistryPlugin = createFrontendPlugin({
  pluginId: 'mcp-registry',
  title: 'AI tools',
  icon: <AiToolsIcon />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    registryApi,
    gatewayApi,
    ...pages,
    ...entityPages,
    serverPickerField,
    toolPickerField,
    profileField,
    registrationChecksField,
  ],
});
