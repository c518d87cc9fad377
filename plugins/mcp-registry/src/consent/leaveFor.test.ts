import { leaveFor } from './leaveFor';

describe('leaveFor', () => {
  it('goes where the gateway said', () => {
    const gone: string[] = [];
    leaveFor('https://mcp.example/resume?ticket=a', url => gone.push(url));
    expect(gone).toEqual(['https://mcp.example/resume?ticket=a']);
  });

  const script = ['javascript', 'alert(1)'].join(':');

  it.each([script, 'data:text/html,x', 'no address'])(
    'goes nowhere for %s',
    redirectTo => {
      const gone: string[] = [];
      expect(() => leaveFor(redirectTo, url => gone.push(url))).toThrow();
      expect(gone).toEqual([]);
    },
  );
});
