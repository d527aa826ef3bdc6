import { Link } from '@tanstack/react-router';

interface Props {
  /** Names the group of pages, for screen readers. */
  label: string;
  items: readonly { to: string; text: string }[];
}

/** Leads between the pages of one area, such as those of the profile. */
export function SubNavigation({ label, items }: Props) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {items.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="block border-b-2 border-transparent px-3.5 py-3 font-semibold whitespace-nowrap text-quiet no-underline hover:text-accent aria-[current=page]:border-accent aria-[current=page]:text-accent"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
