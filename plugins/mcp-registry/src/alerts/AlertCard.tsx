import { Button, Text } from '@backstage/ui';
import type { Alert } from '../api/types';
import { ListCard } from '../components/ListCard';
import { useT } from '../hooks/useT';
import { AlertActions } from './AlertActions';
import { AlertFacts } from './AlertFacts';
import { AlertLabels } from './AlertLabels';
import { AlertReactions } from './AlertReactions';
import { alertText } from './alertText';

/** One alert in the list. */
export function AlertCard(props: {
  alert: Alert;
  onOpen(): void;
  onChanged(): void;
}) {
  const t = useT();
  const { alert, onOpen, onChanged } = props;
  const what = t(`alerts.kind.${alert.detector}`);
  return (
    <ListCard
      title={
        <Text as="h4" variant="body-large" style={{ margin: 0 }}>
          {what}
        </Text>
      }
      labels={<AlertLabels alert={alert} />}
      actions={
        <>
          <Button
            size="small"
            variant="primary"
            aria-label={t('alerts.detailsNamed', { what })}
            onPress={onOpen}
          >
            {t('alerts.details')}
          </Button>
          <AlertActions alert={alert} onChanged={onChanged} />
        </>
      }
    >
      <Text as="p" style={{ margin: 0 }}>
        {alertText(t, alert)}
      </Text>
      <AlertFacts alert={alert} />
      <AlertReactions reactions={alert.reactions} />
    </ListCard>
  );
}
