import { ManualClock } from '../access/__testUtils__/ManualClock';
import { LogLines } from './LogLines';

describe('LogLines', () => {
  it('cuts text into lines, and long ones short, however it arrives', () => {
    const lines: string[] = [];
    const log = new LogLines({
      take: line => lines.push(line),
      clock: new ManualClock(),
    });
    log.write(Buffer.from('one\r\n\ntw'));
    log.write(Buffer.from([0x6f, 0xc3]));
    log.write(Buffer.from([0xbc, 0x0a, 0xff, 0x0a]));
    for (let i = 0; i < 100; i++) log.write('x'.repeat(1_000));
    log.write('\nend');
    log.end();
    expect(lines.map(line => line.slice(0, 10))).toEqual([
      'one',
      'twoü',
      '\ufffd',
      'xxxxxxxxxx',
      'end',
    ]);
    expect(lines[3]).toHaveLength(2_000);
  });

  it('leaves out what is too much, and says how much', () => {
    const clock = new ManualClock();
    const lines: string[] = [];
    const log = new LogLines({ take: line => lines.push(line), clock });
    for (let i = 0; i < 1_000; i++) log.write(`${i}\n`);
    expect(lines).toHaveLength(500);
    clock.advance(1_000);
    log.write('later\n');
    expect(lines.slice(-2)).toEqual([
      '(500 lines are left out: it writes too much)',
      'later',
    ]);
  });
});
