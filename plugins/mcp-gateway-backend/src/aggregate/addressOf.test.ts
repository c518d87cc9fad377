import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer } from '../__testUtils__/documents';
import { addressOf } from './addressOf';

const orders: AccessDocument = {
  ...activeServer('orders', 'http://orders.example/mcp'),
  version: 1,
  sequence: 1,
  alias: 'orders',
};

const paramsOf = (method: string, params: Record<string, unknown>) =>
  addressOf(method, params)?.paramsAt(orders);

describe('addressOf', () => {
  it('tells a tool’s server, and calls the tool there by its own name', () => {
    const params = { name: 'orders_echo', arguments: { name: 'orders_wipe' } };
    const address = addressOf('tools/call', params);
    expect(address?.alias).toBe('orders');
    expect(address?.toolAt(orders)).toBe('echo');
    expect(address?.paramsAt(orders)).toEqual({
      name: 'echo',
      arguments: { name: 'orders_wipe' },
    });
    // What the person sent is not changed.
    expect(params.name).toBe('orders_echo');
  });

  it.each(['orders_', 'orders_ech', 'orders_orders_echo', 'orders_Echo'])(
    'finds no approved tool for %j',
    name => {
      const address = addressOf('tools/call', { name });
      expect(address?.alias).toBe('orders');
      expect(address?.toolAt(orders)).toBeUndefined();
      expect(address?.paramsAt(orders)).toBeUndefined();
    },
  );

  it.each([undefined, null, 7, {}, ['orders_echo', 'x'], 'echo', '_echo'])(
    'a tool named %j is nobody’s, or no tool',
    name => {
      const address = addressOf('tools/call', { name });
      expect(address?.paramsAt(orders)).toBeUndefined();
    },
  );

  it('gives prompts and resources the names by which their server knows them', () => {
    expect(paramsOf('prompts/get', { name: 'orders_a_b', x: 1 })).toEqual({
      name: 'a_b',
      x: 1,
    });
    expect(
      paramsOf('resources/read', { uri: 'sallyport-orders:db://1' }),
    ).toEqual({ uri: 'db://1' });
    // They are no tools: nothing of a tool's grant counts for them.
    expect(
      addressOf('prompts/get', { name: 'orders_echo' })?.toolAt(orders),
    ).toBeUndefined();
  });

  it('completes for the prompt or resource that is meant', () => {
    const argument = { name: 'id', value: '1' };
    expect(
      paramsOf('completion/complete', {
        ref: { type: 'ref/prompt', name: 'orders_find', title: 'Find' },
        argument,
      }),
    ).toEqual({
      ref: { type: 'ref/prompt', name: 'find', title: 'Find' },
      argument,
    });
    expect(
      paramsOf('completion/complete', {
        ref: { type: 'ref/resource', uri: 'sallyport-orders:db://{id}' },
        argument,
      }),
    ).toEqual({ ref: { type: 'ref/resource', uri: 'db://{id}' }, argument });
    for (const ref of [undefined, 'orders_find', { type: 'ref/prompt' }]) {
      expect(addressOf('completion/complete', { ref })).toBeUndefined();
    }
  });

  it('no other method is about one server', () => {
    for (const method of ['tools/list', 'initialize', 'tasks/get', '']) {
      expect(addressOf(method, { name: 'orders_echo' })).toBeUndefined();
    }
  });
});
