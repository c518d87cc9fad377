import { useApi } from '@backstage/frontend-plugin-api';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { Box } from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import { useCallback, useMemo, useState } from 'react';
import { EmergencyButton } from '../emergency/EmergencyButton';
import { PageBody } from '../components/PageBody';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { REQUEST_TEMPLATE, RequestForm } from './RequestForm';
import { RequestProgress } from './RequestProgress';
import styles from './request.module.css';

/** Ask for access: one form, three questions. `?server=` and `?tool=` fill it in. */
export function RequestPage() {
  const t = useT();
  const scaffolder = useApi(scaffolderApiRef);
  const { get, getAll } = useUrlState();
  const server = get('server');
  const tools = getAll('tool');
  const [taskId, setTaskId] = useState<string>();
  const [values, setValues] = useState<JsonObject>();
  const toolNames = tools.join('\n');
  const prefilled = useMemo<JsonObject>(() => {
    const names = toolNames.split('\n').filter(Boolean);
    return {
      ...(server ? { serverRef: server } : {}),
      ...(names.length > 0 ? { tools: { kind: 'named', names } } : {}),
    };
  }, [server, toolNames]);
  const send = useAction(
    useCallback(
      (input: JsonObject) =>
        scaffolder.scaffold({
          templateRef: REQUEST_TEMPLATE,
          values: input as never,
        }),
      [scaffolder],
    ),
  );
  const serverRef = values?.serverRef ?? server;

  return (
    <PageBody title={t('request.title')} lead={t('request.lead')}>
      {server && <EmergencyButton serverRef={server} />}
      <Box bg="neutral" className={styles.box}>
        {taskId ? (
          <RequestProgress
            taskId={taskId}
            serverRef={typeof serverRef === 'string' ? serverRef : undefined}
            onBack={() => setTaskId(undefined)}
          />
        ) : (
          <RequestForm
            initial={values ?? prefilled}
            sending={send.running}
            error={send.error}
            onSend={input => {
              setValues(input);
              void send.run(input).then(task => setTaskId(task?.taskId));
            }}
          />
        )}
      </Box>
    </PageBody>
  );
}
