import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** The texts of the portal's own frame; plugins have theirs. */
export const portalTranslationRef = createTranslationRef({
  id: 'sallyport-portal',
  messages: {
    signIn: {
      title: 'Sign in to Sallyport',
      text: 'Your company’s AI tools: find them, ask for access, see who used what.',
      button: 'Sign in with single sign-on',
      busy: 'Signing you in…',
      failed: 'You were not signed in.',
      notInCatalog:
        'Your company knows you, but this portal does not: nobody with your e-mail address is in its catalog. Ask the people who run the portal to add you.',
      nextStep: 'Nothing was changed. Try again.',
    },
    nav: {
      home: 'Sallyport, home',
      search: 'Search',
      menu: 'Menu',
      settings: 'Settings',
    },
  },
});
