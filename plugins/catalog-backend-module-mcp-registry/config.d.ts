import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  mcpGateway: {
    listen: {
      /** Where clients find the gateway. Every MCP server's `spec.remotes` is pointed there. For example `http://localhost:7008` */
      publicUrl: string;
    };
  };
  catalog?: {
    providers?: {
      mcpRegistry?: {
        /** How often servers registered in the portal are read from the registry; every 3 seconds by default. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
