import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

interface Props {
  /** Names the group of pages, for screen readers. */
  label: string;
  items: readonly { to: string; text: string }[];
}

/** Leads between the pages of one area, such as those of the profile. */
export function SubNavigation({ label, items }: Props) {
  const strip = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    // On a narrow screen the strip scrolls sideways, and the current page may be beyond its edge.
    const current = strip.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (strip.current && current)
      strip.current.scrollLeft = current.offsetLeft - (strip.current.clientWidth - current.offsetWidth) / 2;
  }, [path]);
  return (
    <nav ref={strip} aria-label={label} className="relative overflow-x-auto border-b border-line">
      <ul className="flex sm:gap-1">
        {items.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="block border-b-2 border-transparent px-2 py-3 font-semibold whitespace-nowrap text-quiet no-underline -outline-offset-3 hover:text-accent aria-[current=page]:border-accent aria-[current=page]:text-accent sm:px-3.5"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
