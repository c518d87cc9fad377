import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { Caller } from '../identity/Caller.ts';
import { OrdersApiClient } from './OrdersApiClient.ts';

/** The orders, as the person sees them whom a tool call is for. */
export type OrdersOf = (call: {
  authInfo?: AuthInfo;
  _meta?: Record<string, unknown>;
}) => OrdersApiClient;

/** What the SDK hands to the tools of one request. */
export function toAuthInfo(caller: Caller): AuthInfo | undefined {
  return caller.kind === 'person'
    ? { token: caller.assertion, clientId: caller.person.ref, scopes: [] }
    : undefined;
}

/** Makes the function that tools reach the orders through: without a person there are none. */
export function createOrdersOf(options: { baseUrl: string }): OrdersOf {
  return ({ authInfo, _meta }) => {
    if (!authInfo) {
      throw new Error('Orders are shown to people: this call is for nobody');
    }
    return OrdersApiClient.create({
      baseUrl: options.baseUrl,
      assertion: authInfo.token,
      from: _meta,
    });
  };
}
