import type { OrdersOf } from './asPerson.ts';
import { OrdersApiClient } from './OrdersApiClient.ts';

/** Where the gateway puts its word into each message to a server that it runs. */
const ASSERTION_META = 'sallyport/assertion';

/**
 * Makes the function that tools reach the orders through where the gateway's word comes with each message: one process serves
 * many people, so nothing of it is kept between two calls. Whether it is any good, the API says.
 */
export function createVouchedOrdersOf(options: { baseUrl: string }): OrdersOf {
  return ({ _meta }) => {
    const assertion = _meta?.[ASSERTION_META];
    if (typeof assertion !== 'string') {
      throw new Error('Orders are shown to people: this call is for nobody');
    }
    return OrdersApiClient.create({
      ...{ baseUrl: options.baseUrl, assertion },
      from: _meta,
    });
  };
}
