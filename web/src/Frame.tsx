import logo from '../brand/logo.svg';

/** The banner of every page: the mark, which leads to the front page. */
export function Header() {
  return (
    <header className="bar">
      <a className="brand" href="/">
        <img src={logo} alt="" width="36" height="36" />
        Unicorn Pursuit
      </a>
    </header>
  );
}

/** The end of every page. */
export function Footer() {
  return (
    <footer className="bar foot">
      <p>Unicorn Pursuit is open source under the Apache License 2.0.</p>
    </footer>
  );
}
