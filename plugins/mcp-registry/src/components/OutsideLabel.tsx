import { RiExternalLinkLine } from '@remixicon/react';
import { useT } from '../hooks/useT';
import { StatusLabel } from './StatusLabel';

/** Of a server that runs outside of the company: what people send there leaves it. */
export function OutsideLabel(props: { outside: boolean | undefined }) {
  const t = useT();
  return props.outside ? (
    <StatusLabel
      tone="warn"
      icon={<RiExternalLinkLine size={14} aria-hidden />}
      title={t('outside.hint')}
    >
      {t('outside.label')}
    </StatusLabel>
  ) : null;
}
