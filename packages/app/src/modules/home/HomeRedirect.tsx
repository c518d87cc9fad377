import { Navigate } from 'react-router-dom';

const AI_TOOLS = '/ai-tools';

/** Leads from the portal's address to its first page. */
export function HomeRedirect() {
  return <Navigate to={AI_TOOLS} replace />;
}
