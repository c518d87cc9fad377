import { Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const VERBS = ['restart', 'stop'] as const;
/** What can be done with a runtime. */
export type RuntimeVerb = (typeof VERBS)[number];

/** Restarts runtimes, or ends them, after a question. */
export function RuntimeActions(props: {
  /** Of what, where there are several on the page. */
  name?: string;
  act(verb: RuntimeVerb): Promise<void>;
  onChanged(): void;
}) {
  const t = useT();
  const { name, onChanged } = props;
  const actOn = props.act;
  const [asked, setAsked] = useState<RuntimeVerb>();
  const [isDone, setIsDone] = useState(false);
  const act = useAction(
    useCallback(
      async (verb: RuntimeVerb) => {
        await actOn(verb);
        return true;
      },
      [actOn],
    ),
  );
  const confirm = (verb: RuntimeVerb) =>
    void act.run(verb).then(done => {
      if (done) {
        setAsked(undefined);
        setIsDone(true);
        onChanged();
      }
    });
  return (
    <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
      <Text as="span" color="secondary" role="status">
        {isDone ? t('runtime.asked') : ''}
      </Text>
      {VERBS.map(verb => (
        <Button
          key={verb}
          size="small"
          variant="secondary"
          aria-label={name && `${t(`runtime.${verb}`)}: ${name}`}
          onPress={() => {
            setIsDone(false);
            setAsked(verb);
          }}
        >
          {t(`runtime.${verb}`)}
        </Button>
      ))}
      {asked && (
        <ConfirmDialog
          title={t(`runtime.${asked}Title`)}
          confirm={t(`runtime.${asked}`)}
          destructive={asked === 'stop'}
          running={act.running}
          onConfirm={() => confirm(asked)}
          onClose={() => {
            setAsked(undefined);
            act.clear();
          }}
        >
          {name && (
            <Text as="p" weight="bold" style={{ margin: 0 }}>
              {name}
            </Text>
          )}
          <Text as="p" style={{ margin: 0 }}>
            {t(`runtime.${asked}Lead`)}
          </Text>
          <Problem title={t('runtime.actionFailed')} error={act.error} />
        </ConfirmDialog>
      )}
    </Flex>
  );
}
