import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';

// Plugins are found by themselves: app.packages is "all" in app-config.yaml.
export default createApp({
  features: [homeModule, navModule, signInModule],
});
