import type { Order, OrderSummary, View } from '../api/types.ts';

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
      refund =>
        `  refund of ${euros(refund.amountCents)}${madeBy(refund)}: ${
          refund.reason
        }`,
    ),
    ...order.notes.map(note => `  note${madeBy(note)}: ${note.text}`),
  ].join('\n');
}

/** As whom the orders system was asked, and what that leaves out. */
export function describeView({ person, actor, regions }: View): string {
  const whose = actor ? `${person} through ${actor}` : person;
  return `Seen as ${whose}, who looks after: ${regions.join(', ')}.`;
}

function madeBy({
  by,
  through,
}: Order['notes'][number] | Order['refunds'][number]) {
  if (!by) return '';
  return through ? ` by ${by} through ${through}` : ` by ${by}`;
}
