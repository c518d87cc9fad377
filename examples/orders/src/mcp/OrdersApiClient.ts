import { SpanKind } from '@opentelemetry/api';
import { z } from 'zod';
import type { Refund, SalesRequest, Search } from '../api/requests.ts';
import {
  orderPageSchema,
  orderSchema,
  salesSchema,
  type Order,
  type OrderPage,
  type Sales,
} from '../api/types.ts';
import { inSpan } from '../telemetry/inSpan.ts';
import { readTrace, writeTrace } from '../telemetry/traceContext.ts';

const errorSchema = z.object({ error: z.object({ message: z.string() }) });
const TIMEOUT_MS = 10_000;

/**
 * The MCP server's only way to the orders: their REST API, as the person whom the request is for. It has no account of its own
 * there: what it passes on is the gateway's signed word, which names the orders system as its audience.
 */
export class OrdersApiClient {
  static create(options: {
    baseUrl: string;
    assertion: string;
    /** `_meta` of the call: in whose trace this is. */
    from?: Record<string, unknown>;
  }): OrdersApiClient {
    return new OrdersApiClient(options);
  }

  readonly #options: Parameters<typeof OrdersApiClient.create>[0];

  private constructor(options: Parameters<typeof OrdersApiClient.create>[0]) {
    this.#options = options;
  }

  async search(search: Partial<Search>): Promise<OrderPage> {
    return await this.#get('/orders', search, orderPageSchema);
  }

  async get(id: string): Promise<Order> {
    return await this.#get(
      `/orders/${encodeURIComponent(id)}`,
      {},
      orderSchema,
    );
  }

  async sales(request: Partial<SalesRequest>): Promise<Sales> {
    return await this.#get('/sales', request, salesSchema);
  }

  async addNote(id: string, text: string): Promise<Order> {
    return await this.#post(`/orders/${encodeURIComponent(id)}/notes`, {
      text,
    });
  }

  async refund(id: string, refund: Refund): Promise<Order> {
    return await this.#post(
      `/orders/${encodeURIComponent(id)}/refunds`,
      refund,
    );
  }

  async #get<T>(
    path: string,
    query: Record<string, string | number | undefined>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const url = new URL(path, this.#options.baseUrl);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    return await this.#send(url, { method: 'GET' }, schema);
  }

  async #post(path: string, body: object): Promise<Order> {
    return await this.#send(
      new URL(path, this.#options.baseUrl),
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      },
      orderSchema,
    );
  }

  async #send<T>(
    url: URL,
    request: {
      method: string;
      headers?: Record<string, string>;
      body?: string;
    },
    schema: z.ZodType<T>,
  ): Promise<T> {
    const { method } = request;
    const response = await inSpan(
      method,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'http.request.method': method,
          'server.address': url.hostname,
          'server.port': Number(url.port),
        },
      },
      span =>
        fetch(url, {
          ...request,
          headers: {
            ...request.headers,
            ...writeTrace(span),
            authorization: `Bearer ${this.#options.assertion}`,
          },
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      readTrace(this.#options.from),
    );
    const body: unknown = await response.json();
    if (!response.ok) {
      const refusal = errorSchema.safeParse(body);
      throw new Error(
        refusal.success
          ? refusal.data.error.message
          : `The orders system answered ${response.status}`,
      );
    }
    return schema.parse(body);
  }
}
