import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from '../agent/queries';
import { ErrorBoundary } from '../frame/ErrorBoundary';
import { followTheme } from '../frame/theme';
import '../ui/tokens.css';
import '../ui/base.css';
import { VaultApp } from './VaultApp';

followTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary what="The vault">
        <QueryClientProvider client={queries}>
          <VaultApp />
        </QueryClientProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
