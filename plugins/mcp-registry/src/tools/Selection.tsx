import type { ToolSelection } from '../api/types';
import { useT } from '../hooks/useT';

/** Which tools a request or a grant covers, in words. */
export function Selection({ tools }: { tools: ToolSelection }) {
  const t = useT();
  if (tools.kind === 'all') {
    return <>{t('tools.all')}</>;
  }
  return (
    <>
      {t('tools.named', {
        count: tools.names?.length ?? 0,
        names: (tools.names ?? []).join(', '),
      })}
    </>
  );
}
