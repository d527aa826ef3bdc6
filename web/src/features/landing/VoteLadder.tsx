import { Plural, Trans, useLingui } from '@lingui/react/macro';

/** The five votes as the bands of the mark, which grow from its golden tip. */
const bands = [
  { points: 1, look: 'w-[36%] bg-gold text-on-gold' },
  { points: 2, look: 'w-[52%] bg-accent text-on-accent' },
  { points: 3, look: 'w-[68%] bg-accent text-on-accent' },
  { points: 4, look: 'w-[84%] bg-accent text-on-accent' },
  { points: 5, look: 'w-full bg-accent text-on-accent' },
];

/** Pictures what a person has to spend. */
export function VoteLadder() {
  const { t } = useLingui();
  return (
    <figure className="grid gap-4 rounded-card border border-line bg-surface p-6 shadow-card sm:p-8">
      <ol className="grid gap-2.5" aria-label={t`The five votes`}>
        {bands.map(({ points, look }) => (
          <li key={points} className={`rounded-lg px-4 py-2.5 font-bold ${look}`}>
            <Plural value={points} one="# point" other="# points" />
          </li>
        ))}
      </ol>
      <figcaption className="text-quiet">
        <Trans>Each value is spent once, and a project gets at most one of your votes.</Trans>
      </figcaption>
    </figure>
  );
}
