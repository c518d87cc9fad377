import type { Order, OrderSummary } from '../api/types.ts';

/** Euro cents as people write them. */
export function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}

/** One order in a line. */
export function describeSummary(order: OrderSummary): string {
  const refunded = order.refundedCents
    ? `, ${euros(order.refundedCents)} refunded`
    : '';
  return `${order.id} · ${order.placedAt.slice(0, 10)} · ${order.customer} (${
    order.region
  }) · ${order.status} · ${euros(order.totalCents)}${refunded}`;
}

/** One order with what was bought. */
export function describeOrder(order: Order): string {
  return [
    describeSummary(order),
    ...order.lines.map(
      line =>
        `  ${line.quantity} × ${line.product} at ${euros(line.unitPriceCents)}`,
    ),
    ...order.refunds.map(
      refund => `  refund of ${euros(refund.amountCents)}: ${refund.reason}`,
    ),
    ...order.notes.map(note => `  note: ${note.text}`),
  ].join('\n');
}
