import {
  ButtonLink,
  Flex,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { CopyText } from '../components/CopyText';
import { useT } from '../hooks/useT';
import { snippets } from './snippets';

/** The applications that have a guide. */
export const CLIENTS = ['chat', 'claude', 'vscode', 'cursor'] as const;
export type ClientId = (typeof CLIENTS)[number];

/** How to connect, application by application. */
export function ClientGuide(props: {
  serverRef: string;
  endpoint: string;
  client: ClientId;
  onClient(client: ClientId): void;
}) {
  const t = useT();
  const s = snippets(props);
  const setVariable = (
    <Step text={t('connect.setVariable', { variable: s.variable })}>
      <CopyText text={s.setVariable} label={t('connect.setVariableLabel')} />
    </Step>
  );
  return (
    <Tabs
      selectedKey={props.client}
      onSelectionChange={key =>
        props.onClient(CLIENTS.find(id => id === key) ?? 'chat')
      }
    >
      <TabList aria-label={t('connect.app')}>
        {CLIENTS.map(id => (
          <Tab key={id} id={id}>
            {t(`client.${id}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="chat">
        <Guide>
          <Step text={t('connect.chatAddress')}>
            <CopyText text={props.endpoint} label={t('connect.address')} />
          </Step>
          <Text as="p" color="secondary">
            {t('connect.chatToken')}
          </Text>
        </Guide>
      </TabPanel>
      <TabPanel id="claude">
        <Guide>
          {setVariable}
          <Step text={t('connect.claudeCommand')}>
            <CopyText text={s.claudeCommand} label={t('connect.claudeLabel')} />
          </Step>
          <Step text={t('connect.claudeFile')}>
            <CopyText text={s.claudeFile} label=".mcp.json" />
          </Step>
        </Guide>
      </TabPanel>
      <TabPanel id="vscode">
        <Guide>
          <Step text={t('connect.vscodeInstall')}>
            <Flex>
              <ButtonLink variant="secondary" href={s.vscodeLink}>
                {t('connect.vscodeButton')}
              </ButtonLink>
            </Flex>
          </Step>
          <Step text={t('connect.vscodeFile')}>
            <CopyText text={s.vscodeFile} label=".vscode/mcp.json" />
          </Step>
        </Guide>
      </TabPanel>
      <TabPanel id="cursor">
        <Guide>
          {setVariable}
          <Step text={t('connect.cursorFile')}>
            <CopyText text={s.cursorFile} label=".cursor/mcp.json" />
          </Step>
        </Guide>
      </TabPanel>
    </Tabs>
  );
}

function Guide({ children }: { children: ReactNode }) {
  return (
    <Flex direction="column" gap="4" py="4">
      {children}
    </Flex>
  );
}

function Step(props: { text: string; children: ReactNode }) {
  return (
    <Flex direction="column" gap="2">
      <Text as="p" style={{ margin: 0 }}>
        {props.text}
      </Text>
      {props.children}
    </Flex>
  );
}
