import { Footer, Header } from './Frame';
import { Hero } from './features/about/Hero';
import { PolicySection } from './features/policy/PolicySection';
import { StartSection } from './features/start/StartSection';

/** The page for a path of this origin. The server sends the app for every path that is not its own. */
export function App({ path }: { path: string }) {
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {path === '/' ? <FrontDoor /> : <NotFound />}
      </main>
      <Footer />
    </>
  );
}

function FrontDoor() {
  return (
    <>
      <Hero />
      <div className="columns">
        <StartSection origin={location.origin} />
        <PolicySection />
      </div>
    </>
  );
}

function NotFound() {
  return (
    <section className="hero">
      <div>
        <h1>There is no page here</h1>
        <p className="lead">
          The address may be mistyped. <a href="/">Go to the front page</a>.
        </p>
      </div>
    </section>
  );
}
