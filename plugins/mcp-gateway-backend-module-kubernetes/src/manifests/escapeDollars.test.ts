import * as fc from 'fast-check';
import { escapeDollars } from './escapeDollars';

/** What Kubernetes makes of a text, as its documentation says: `$$` is a dollar, `$(NAME)` a variable where there is one. */
function expand(text: string, variables: Record<string, string>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name) =>
    name === undefined ? '$' : variables[name] ?? whole,
  );
}

describe('escapeDollars', () => {
  it('lets a server get what its definition says', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('$', '(', ')', 'HOME', 'x'))
        .map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(text, it => {
        expect(expand(escapeDollars(it), { HOME: '/root', x: 'y' })).toBe(it);
      }),
    );
    expect(expand('$(HOME)', { HOME: '/root' })).toBe('/root');
  });
});
