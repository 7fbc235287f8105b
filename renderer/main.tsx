import './ui/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { ErrorBoundary } from './app/ErrorBoundary';
import { connect } from './bridge/connect';
import { setClient } from './state/client';
import { followSessions } from './state/dock/dock';
import { startPersistence } from './state/persistence';
import { startRouter } from './state/router';
import { startSync } from './state/sync';
import { startTheme } from './state/theme';
import { followFocus } from './ui/focus-return';

/** Everything of the page starts here, once; it ends with the window. */
async function start(root: HTMLElement): Promise<void> {
  startPersistence(window.localStorage);
  const client = await connect();
  setClient(client);
  startTheme();
  followFocus();
  startRouter();
  followSessions();
  startSync(client);
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root !== null) void start(root);
