import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './agent/queries';
import { App } from './frame/App';
import { ErrorBoundary } from './frame/ErrorBoundary';
import { followTheme } from './frame/theme';
import './ui/tokens.css';
import './ui/base.css';

followTheme();
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
