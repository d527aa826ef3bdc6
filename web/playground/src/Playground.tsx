import { useMonaco } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect } from 'react';

import logo from '../../brand/logo.svg';
import { examples } from './examples';
import { postToApi } from './fetcher';
import { memoryStorage } from './memoryStorage';

// One per page: closing or reloading the tab forgets everything that was typed.
const storage = memoryStorage();

/** GraphiQL on this server's own API, opened with one tab per example operation. */
export function Playground() {
  const { monaco, actions } = useMonaco();
  useEffect(() => {
    // Editors first: GraphiQL would show its tabs at once, and choosing one before the editors are there fills
    // it with the contents of another.
    void actions.initialize();
  }, [actions]);
  if (!monaco) {
    return <p className="loading">Loading the editor…</p>;
  }
  return (
    <GraphiQL
      fetcher={postToApi}
      defaultTabs={examples}
      storage={storage}
      // Headers may hold bearer tokens; with the in-memory storage nothing else persists either.
      shouldPersistHeaders={false}
      // No history plugin: it would list earlier variables, passwords and codes included.
      plugins={[]}
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <a className="brand" href="/">
          <img src={logo} alt="" width="24" height="24" />
          Unicorn Pursuit
        </a>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
