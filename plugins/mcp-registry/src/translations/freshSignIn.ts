/** Texts of a fresh sign-in, which some decisions need. */
export const freshSignInMessages = {
  freshSignIn: {
    needed: 'Nothing was decided yet: this decision needs a fresh sign-in',
    neededHint:
      'Sign in again in a new tab of this browser, come back here and decide once more. What you wrote stays.',
    open: 'Sign in again to decide',
    opens: 'opens in a new tab',
    done: 'You have signed in again. Decide once more now.',
    doneHint: 'It holds for a few minutes, in this browser alone.',
    unsafe: 'The address to sign in at is not a safe web address: {{address}}',
    back: 'You have signed in again',
    backHint:
      'Go back to the tab where you were deciding, and decide once more within a few minutes. You can close this one.',
    approvals: 'Approvals',
  },
} as const;
