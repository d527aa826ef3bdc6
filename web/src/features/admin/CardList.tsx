import type { ReactNode } from 'react';

interface Props<Item> {
  /** Names the list, for screen readers. */
  label: string;
  items: readonly Item[];
  itemKey: (item: Item) => string;
  children: (item: Item) => ReactNode;
}

/** What is a table elsewhere, as cards for a narrow screen. */
export function CardList<Item>({ label, items, itemKey, children }: Props<Item>) {
  return (
    <ul aria-label={label} className="grid gap-4 sm:grid-cols-2">
      {items.map((item) => (
        <li key={itemKey(item)} className="min-w-0">
          {children(item)}
        </li>
      ))}
    </ul>
  );
}

/** Names and what belongs to them, in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">{children}</dl>;
}

/** One of `Facts`. */
export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm/6 text-quiet">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
