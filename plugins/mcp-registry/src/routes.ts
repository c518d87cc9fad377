import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The page "AI tools". */
export const rootRouteRef = createRouteRef();
