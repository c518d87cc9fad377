import { parseEntityRef } from '@backstage/catalog-model';
import { Button } from '@backstage/ui';
import { useState } from 'react';
import type { CheckFinding } from '../api/types';
import { formatAbsolute } from '../components/formatTime';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { inboxChanged } from '../hooks/useOpenCount';
import { useT } from '../hooks/useT';
import { AskForException } from './AskForException';

/** What is needed to ask for exceptions of a check’s findings; absent where the person may not. */
export interface MayAsk {
  digest: string;
  checkId: string;
  latestEnd: string;
}

/** At a serious finding: the exception that holds or waits, or where one is asked for. It stays a finding. */
export function FindingException(props: {
  finding: CheckFinding;
  ask?: MayAsk;
}) {
  const t = useT();
  const language = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const { finding, ask } = props;
  const { exception, id } = finding;
  if (finding.level !== 'error') return null;
  if (exception) {
    const isHeld = exception.state === 'approved';
    const who = isHeld ? exception.decidedBy : exception.requestedBy;
    const words = {
      who: who ? parseEntityRef(who).name : '',
      why: t(`exceptionReason.${exception.reason}`),
    };
    return (
      <div role="status">
        <StatusLabel tone={isHeld ? 'warn' : 'info'}>
          {isHeld
            ? t('exception.held', {
                ...words,
                date: formatAbsolute(exception.expiresAt, language),
              })
            : t('exception.waits', words)}
        </StatusLabel>
      </div>
    );
  }
  if (!ask || !id) return null;
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        aria-label={t('exception.askNamed', { rule: finding.rule })}
        onPress={() => setAsking(true)}
      >
        {t('exception.ask')}
      </Button>
      {isAsking && (
        <AskForException
          about={{ ...ask, findingId: id, finding }}
          onAsked={() => {
            setAsking(false);
            inboxChanged();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
