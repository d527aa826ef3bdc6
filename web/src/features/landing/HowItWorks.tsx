import { Trans, useLingui } from '@lingui/react/macro';

/** The three things that a person does here, in their order. */
export function HowItWorks() {
  const { t } = useLingui();
  const steps = [
    {
      title: t`Sign up`,
      text: t`With your company email. A code by text message verifies your phone, so that everybody votes once.`,
    },
    { title: t`Pitch`, text: t`Write down what should be built and why. Anybody can put a project forward.` },
    {
      title: t`Vote`,
      text: t`Place your five votes. You can move them whenever you change your mind, and watch the leaderboard follow.`,
    },
  ];
  return (
    <section className="grid gap-8" aria-labelledby="how">
      <h2 id="how" className="text-title font-extrabold">
        <Trans>How it works</Trans>
      </h2>
      <ol className="grid gap-4 md:grid-cols-3 md:gap-6">
        {steps.map(({ title, text }, i) => (
          <li
            key={title}
            className="grid content-start gap-3 rounded-card border border-line bg-surface p-6 shadow-card"
          >
            <span
              aria-hidden="true"
              className="grid size-10 place-items-center rounded-full bg-tint font-extrabold text-accent"
            >
              {i + 1}
            </span>
            <h3 className="text-heading font-bold">{title}</h3>
            <p className="text-quiet">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
