import { ButtonLink } from '@backstage/ui';
import { RiInboxLine } from '@remixicon/react';
import { useLinks } from '../hooks/useLinks';
import { useOpenCount } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';

/** In the header of every page of ours: how many approvals wait, where any do. */
export function OpenApprovals() {
  const t = useT();
  const links = useLinks();
  const { open } = useOpenCount();
  if (open === 0) {
    return null;
  }
  return (
    <ButtonLink
      size="small"
      variant="secondary"
      iconStart={<RiInboxLine aria-hidden />}
      href={links.approvals()}
    >
      {t('nav.waitingShort', { open: String(open) })}
    </ButtonLink>
  );
}
