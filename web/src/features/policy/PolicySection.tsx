import { useRequest } from '../../shared/useRequest';
import { domainInWords, loadSignUpPolicy, passwordRules, type SignUpPolicy } from './policy';

/** The sign-up policy in force on this server, read from the API. */
export function PolicySection() {
  const { state, retry } = useRequest(loadSignUpPolicy);
  return (
    <section className="card" aria-labelledby="policy-heading">
      <h2 id="policy-heading">Who can sign up</h2>
      {/* One live region that outlasts the states, so that a screen reader hears the change. */}
      <div role="status" aria-busy={state.status === 'loading'}>
        {state.status === 'loading' && <p className="quiet">Asking the server for its sign-up rules…</p>}
        {state.status === 'failed' && (
          <p className="problem">The server did not give its sign-up rules. It may be starting, or out of reach.</p>
        )}
        {state.status === 'ready' && <Policy policy={state.data} />}
      </div>
      {state.status === 'failed' && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </section>
  );
}

function Policy({ policy }: { policy: SignUpPolicy }) {
  return (
    <>
      <h3>Email</h3>
      {policy.emailDomains.length === 0 ? (
        <p>No email domain is allowed on this server, so nobody can sign up at present.</p>
      ) : (
        <ul className="chips">
          {policy.emailDomains.map((domain) => (
            <li key={domain}>{domainInWords(domain)}</li>
          ))}
        </ul>
      )}
      <h3>Phone</h3>
      <p>A number that can receive a text message, in international form, such as +1 202 555 0142.</p>
      <h3>Password</h3>
      <ul className="rules">
        {passwordRules(policy.password).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </>
  );
}
