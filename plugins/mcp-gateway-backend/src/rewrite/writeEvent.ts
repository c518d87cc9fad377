import type { ServerSentEvent } from './readEvent';

/** @param event - its data must be one line, as JSON.stringify writes it */
export function writeEvent(event: ServerSentEvent): string {
  const lines = [
    ...(event.id === undefined ? [] : [`id: ${event.id}`]),
    ...(event.event === undefined ? [] : [`event: ${event.event}`]),
    `data: ${event.data}`,
  ];
  return `${lines.join('\n')}\n\n`;
}
