import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { type FlatMessages, flatMessages } from './flatMessages';

const GROUPS = {
  one: 'One',
  group: { two: 'Two {{what}}', deep: { three: 'Three' } },
} as const;

describe('flatMessages', () => {
  it('names texts by their whole keys, in the type as well', () => {
    const flat: FlatMessages<typeof GROUPS> = {
      one: 'One',
      'group.two': 'Two {{what}}',
      'group.deep.three': 'Three',
    };
    expect(flatMessages(GROUPS)).toEqual(flat);
  });

  it('makes what Backstage itself makes of groups', () => {
    const made = createTranslationRef({ id: 'test', messages: GROUPS });
    const flat = createTranslationRef({
      id: 'test',
      messages: flatMessages(GROUPS),
    });
    const messagesOf = (ref: object) =>
      (ref as { getDefaultMessages(): unknown }).getDefaultMessages();
    expect(messagesOf(flat)).toEqual(messagesOf(made));
    // Both ways: the two types are the same.
    const same: typeof made.T = {} as FlatMessages<typeof GROUPS>;
    const back: FlatMessages<typeof GROUPS> = {} as typeof made.T;
    expect([same, back]).toHaveLength(2);
  });
});
