import { Link } from '@backstage/ui';
import type { Call } from '../api/types';
import { CopyText } from '../components/CopyText';
import { useT } from '../hooks/useT';

/** The trace that a call was part of: where the company shows it, or else its id to copy. */
export function TraceOfCall({ call }: { call: Call }) {
  const t = useT();
  const { traceId, traceUrl } = call;
  if (!traceId) return null;
  if (!isWebAddress(traceUrl)) {
    return <CopyText text={traceId} label={t('call.traceId')} />;
  }
  return (
    <Link href={traceUrl} target="_blank" rel="noopener noreferrer">
      {t('call.openTrace', { traceId })}
    </Link>
  );
}

/** The gateway makes sure of it; a page sends nobody anywhere on another's word alone. */
function isWebAddress(address: string | undefined): address is string {
  return /^https?:$/.test(URL.parse(address ?? '')?.protocol ?? '');
}
