/** Texts of hidden tools. */
export const hiddenMessages = {
  hidden: {
    title: 'Hidden tools',
    hint: 'Tick the tools that only people with access to them may know of. To everybody else they are not there: not on this page, not in the search, not at the gateway. Access to all tools includes them; they cannot be asked for by name.',
    failed: 'The hidden tools could not be loaded',
    notSaved: 'The hidden tools were not changed',
    save: 'Save hidden tools',
    saved: 'Saved. The gateway keeps to it within two seconds.',
  },
};
