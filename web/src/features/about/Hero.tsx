const voteValues = [5, 4, 3, 2, 1];

/** What Unicorn Pursuit is, in plain words, beside a picture of the five votes. */
export function Hero() {
  return (
    <section className="hero">
      <div>
        <h1>Five votes for the projects worth pursuing</h1>
        <p className="lead">
          Unicorn Pursuit is a vote among colleagues. People pitch projects, and everybody has five votes, worth 1 to 5
          points, to spend on the ones they believe in.
        </p>
        <p className="note">
          <strong>In this release:</strong> the accounts API. Sign up with a company email, prove your phone with a
          one-time code, sign in, and see your voter record. Pitching and voting are not part of it yet.
        </p>
      </div>
      <figure className="votes">
        <ol aria-label="The five votes" className="vote-bars" reversed>
          {voteValues.map((points) => (
            <li key={points} className={`vote vote-${points}`}>
              {points} {points === 1 ? 'point' : 'points'}
            </li>
          ))}
        </ol>
        <figcaption>Each value is spent once, and a project gets at most one of your votes.</figcaption>
      </figure>
    </section>
  );
}
