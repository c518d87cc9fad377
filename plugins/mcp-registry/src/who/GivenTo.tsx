import type { HeldGrant } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';

/** To whom access was given: to the person or agent themselves, or to a group of theirs. */
export function GivenTo(props: { grant: HeldGrant; isMe?: boolean }) {
  const t = useT();
  const { grant, isMe } = props;
  return grant.subject.startsWith('group:') ? (
    <>
      {t('callable.toGroup')} <EntityName entityRef={grant.subject} />
    </>
  ) : (
    <>{t(isMe ? 'callable.toYou' : 'callable.toThem')}</>
  );
}
