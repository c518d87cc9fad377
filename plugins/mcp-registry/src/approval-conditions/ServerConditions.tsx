import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import type { Server, ServerCondition } from '../api/types';
import { CardList } from '../components/ListCard';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { inboxChanged } from '../hooks/useOpenCount';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';
import { ConditionList } from './ConditionList';
import styles from './conditions.module.css';
import { isOver } from './isOver';
import { LiftDialog } from './LiftDialog';
import { NarrowDialog } from './NarrowDialog';
import { OpenWish } from './OpenWish';

/**
 * Under what a server is approved, for everybody; who answers for it or reviews narrows it here, and asks to lift. Nothing for others
 * where there are no conditions.
 */
export function ServerConditions(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const { server, onChanged } = props;
  const { conditions = [], conditionLifts: lifts = [] } = server;
  const mayChange = server.mayChangeConditions === true;
  const [open, setOpen] = useState<'narrow' | 'lift'>();
  if (conditions.length === 0 && !mayChange) return null;
  const close = (isDone: boolean) => {
    setOpen(undefined);
    if (!isDone) return;
    inboxChanged();
    onChanged();
  };
  return (
    <Section
      title={t('conditions.title')}
      hint={t(conditions.length > 0 ? 'conditions.lead' : 'conditions.none')}
      actions={<OverLabel conditions={conditions} />}
    >
      <ConditionList title={t('conditions.holding')} items={conditions} />
      {lifts.length > 0 && (
        <CardList label={t('conditions.wishes')}>
          {lifts.map(lift => (
            <OpenWish
              key={lift.id}
              lift={lift}
              mayDecide={mayChange}
              onChanged={() => {
                inboxChanged();
                onChanged();
              }}
            />
          ))}
        </CardList>
      )}
      {mayChange && (
        <>
          <div
            className={styles.buttons}
            role="group"
            aria-label={t('conditions.change')}
          >
            <Button
              size="small"
              variant="secondary"
              onPress={() => setOpen('narrow')}
            >
              {t(
                conditions.length > 0
                  ? 'conditions.narrowFurther'
                  : 'conditions.narrow',
              )}
            </Button>
            {conditions.length > 0 && (
              <Button
                size="small"
                variant="secondary"
                onPress={() => setOpen('lift')}
              >
                {t('conditions.lift')}
              </Button>
            )}
          </div>
          <Text as="p" color="secondary" className={styles.flat}>
            {t('conditions.changeHint')}
          </Text>
        </>
      )}
      {open === 'narrow' && <NarrowDialog server={server} onClose={close} />}
      {open === 'lift' && <LiftDialog server={server} onClose={close} />}
    </Section>
  );
}

function OverLabel(props: { conditions: readonly ServerCondition[] }) {
  const t = useT();
  const now = useNow(30_000);
  return props.conditions.some(({ condition }) => isOver(condition, now)) ? (
    <StatusLabel tone="bad">{t('conditions.isHeldBack')}</StatusLabel>
  ) : null;
}
