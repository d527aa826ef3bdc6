import { createRoot } from 'react-dom/client';

// Registers Monaco's three workers (editor, JSON, GraphQL) from this origin; nothing is loaded from a CDN.
import 'graphiql/setup-workers/vite';
// The three style sheets that make up graphiql/style.css, without its second copy of Monaco's own styles and
// without its embedded web fonts (600 kB together).
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import 'graphiql/graphiql.css';
import './playground.css';

import { Playground } from './Playground';

const container = document.getElementById('playground');
if (!container) {
  throw new Error('index.html has no #playground element');
}
createRoot(container).render(<Playground />);
