import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import { RiMenuLine, RiSearchLine } from '@remixicon/react';
import { portalTranslationRef } from '../../translation';
import { SidebarLogo } from './SidebarLogo';

/** AI tools first; then what every Backstage portal has. */
export function SidebarContent({ navItems }: NavContentComponentProps) {
  const { t } = useTranslationRef(portalTranslationRef);
  const items = navItems.clone();
  const nav = items.withComponent(item => (
    <SidebarItem icon={() => item.icon} to={item.href} text={item.title} />
  ));
  nav.take('page:search'); // The search field below leads there.
  nav.take('page:notifications'); // Has an item with a count.
  const settings = nav.take('page:user-settings');
  nav.take('page:app-visualizer');
  const catalog = nav.take('page:catalog');
  const apis = nav.take('page:api-docs');
  const templates = nav.take('page:scaffolder');
  const ours = items
    .rest()
    .filter(item => item.node.spec.plugin.pluginId === 'mcp-registry')
    .map(({ node }) => nav.take(node.spec.id));

  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarGroup
        label={t('nav.search')}
        icon={<RiSearchLine />}
        to="/search"
      >
        <SidebarSearchModal />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label={t('nav.menu')} icon={<RiMenuLine />}>
        {ours}
        <SidebarDivider />
        <SidebarScrollWrapper>
          {catalog}
          {apis}
          {templates}
          {nav.rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <NotificationsSidebarItem />
      <SidebarDivider />
      <SidebarGroup
        label={t('nav.settings')}
        icon={<UserSettingsSignInAvatar />}
        to="/settings"
      >
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
}
