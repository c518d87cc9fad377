import { withoutAsk } from './withoutAsk';

const strip = (text: string) =>
  withoutAsk(JSON.parse(text), Buffer.from(text)).bytes.toString();

describe('withoutAsk', () => {
  it('takes out the answer to the question of the gateway, and nothing else', () => {
    const text =
      '{"jsonrpc":"2.0","id":1,"params":{"name":"echo","requestState":"sallyport.ask:1","inputResponses":{"access":{"action":"accept"}},"arguments":{"a":1.50}},"x":[]}';
    expect(strip(text)).toBe(
      '{"jsonrpc":"2.0","id":1,"params":{"name":"echo","arguments":{"a":1.5}},"x":[]}',
    );
  });

  it.each([
    ['a state of the server', '{"params":{"requestState":"x"}}'],
    ['no state', '{"params":{"name": "echo"}}'],
    [
      'numbers that would change',
      '{"params":{"requestState":"sallyport.ask:1","a":9007199254740993}}',
    ],
    ['no parameters', '{"method":"ping"}'],
  ])('leaves the bytes alone with %s', (_, text) => {
    expect(strip(text)).toBe(text);
  });
});
