import type { FleetServer } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { eventText } from '../runtime/eventText';

/** How a server failed last, and when. */
export function LastFailure(props: { server: FleetServer }) {
  const t = useT();
  const { lastFailure } = props.server;
  if (!lastFailure) {
    return '–';
  }
  const { at, event, why } = lastFailure;
  return (
    <>
      {why ?? eventText(t, event)} (<RelativeTime at={at} />)
    </>
  );
}
