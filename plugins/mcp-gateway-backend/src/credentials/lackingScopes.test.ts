import { lackingScopes } from './lackingScopes';

const challenge = 'Bearer error="insufficient_scope", scope="a:read a:write"';

describe('lackingScopes', () => {
  it('reads what a server wants beside', () => {
    expect(lackingScopes(403, challenge)).toEqual(['a:read', 'a:write']);
  });

  it.each([
    [401, challenge],
    [200, challenge],
    [403, undefined],
    [403, [challenge, challenge]],
    [403, 'Bearer error="invalid_token", scope="a"'],
    [403, 'Bearer error="insufficient_scope"'],
    [403, 'Bearer error="insufficient_scope", scope=""'],
    [403, `${challenge}, x="${'x'.repeat(4000)}"`],
  ])('takes nothing else for it: %p %p', (status, header) => {
    expect(lackingScopes(status, header)).toBeUndefined();
  });

  it('takes no more than it can ask for', () => {
    const many = Array.from({ length: 99 }, (_, i) => `s${i}`).join(' ');
    const header = `Bearer error="insufficient_scope", scope="${many}"`;
    expect(lackingScopes(403, header)).toHaveLength(50);
  });
});
