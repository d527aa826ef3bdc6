import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import './styles/tokens.css';
import './styles/base.css';
import './styles/page.css';
import { App } from './App';

const container = document.getElementById('app');
if (!container) {
  throw new Error('index.html has no #app element');
}
createRoot(container).render(
  <StrictMode>
    <App path={location.pathname} />
  </StrictMode>,
);
