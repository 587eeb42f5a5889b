import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { statusQuery } from './agent/api';
import { queries } from './agent/queries';
import { App } from './frame/App';
import { ErrorBoundary } from './frame/ErrorBoundary';
import { lastWorkspace } from './frame/last_workspace';
import { followTheme } from './frame/theme';
import { followTextSize } from './settings/text_size';
import './ui/tokens.css';
import './ui/base.css';
import { treeQuery, workspacesQuery } from './workspace/elements';

followTheme();
followTextSize();
// What is likely wanted is asked for at once, not after one another.
const workspace = lastWorkspace.get();
void queries.query(statusQuery).catch(() => undefined);
if (workspace !== null) {
  void queries.query(workspacesQuery).catch(() => undefined);
  void queries.query(treeQuery(workspace)).catch(() => undefined);
  // Where it fails, it is fetched anew as it is drawn, and told then.
  void import('./frame/Frame').catch(() => undefined);
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary what="Signet">
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
