import { Deadlines } from './Deadlines';

describe('Deadlines', () => {
  const over: string[] = [];
  let deadlines: Deadlines;

  beforeEach(() => {
    jest.useFakeTimers();
    over.length = 0;
    deadlines = Deadlines.create({ ms: 100 });
  });

  afterEach(() => jest.useRealTimers());

  const start = (name: string) => deadlines.start(() => over.push(name));

  it('tells each when its own time is over, by one timer', () => {
    start('a');
    jest.advanceTimersByTime(40);
    start('b');
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(59);
    expect(over).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(over).toEqual(['a']);
    jest.advanceTimersByTime(39);
    expect(over).toEqual(['a']);
    jest.advanceTimersByTime(1);
    expect(over).toEqual(['a', 'b']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not tell what was met, and waits for what comes later', () => {
    const meet = start('a');
    jest.advanceTimersByTime(50);
    meet();
    start('b');
    jest.advanceTimersByTime(99);
    expect(over).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(over).toEqual(['b']);
  });

  it('has one timer also where what is over begins something new', () => {
    deadlines.start(() => {
      over.push('a');
      start('c');
    });
    jest.advanceTimersByTime(10);
    start('b');
    jest.advanceTimersByTime(90);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(100);
    expect(over).toEqual(['a', 'b', 'c']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
