import { useRequest } from '../../shared/useRequest';
import { playgroundIsOn, playgroundPath } from './playground';

/** How to begin: the playground where this server has it, and the API itself. `origin` is this server's address. */
export function StartSection({ origin }: { origin: string }) {
  return (
    <section className="card" aria-labelledby="start-heading">
      <h2 id="start-heading">Start here</h2>
      <h3>In the browser</h3>
      <PlaygroundLink />
      <h3>From a program</h3>
      <p>
        The API is GraphQL over HTTP at <code>{origin}/graphql</code>. The contract is <code>schema.graphqls</code> in
        the source.
      </p>
      {/* Scrolls sideways on a phone, so it takes the keyboard focus. */}
      <pre tabIndex={0} role="region" aria-label="Example request">
        <code>{exampleRequest(origin)}</code>
      </pre>
    </section>
  );
}

function PlaygroundLink() {
  const { state } = useRequest(playgroundIsOn);
  return (
    <div role="status" aria-busy={state.status === 'loading'}>
      {state.status === 'loading' && <p className="quiet">Looking for the playground…</p>}
      {state.status === 'failed' && <p className="problem">The server is out of reach at the moment.</p>}
      {state.status === 'ready' &&
        (state.data ? (
          <>
            <p>The playground holds an example for each step, from signing up to signing out, ready to run.</p>
            <a className="button primary" href={playgroundPath}>
              Open the playground
            </a>
          </>
        ) : (
          <p>The playground is turned off on this server.</p>
        ))}
    </div>
  );
}

function exampleRequest(origin: string): string {
  return [
    `curl ${origin}/graphql \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"query": "{ signUpPolicy { emailDomains } }"}'`,
  ].join('\n');
}
