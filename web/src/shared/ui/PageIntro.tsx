import type { ReactNode } from 'react';

import { PageHeading } from './PageHeading';

interface Props {
  title: ReactNode;
  /** What the page is about, in a sentence or two. */
  lead?: ReactNode;
}

/** The beginning of a page: its heading, and what it is about. */
export function PageIntro({ title, lead }: Props) {
  return (
    <div className="grid gap-2">
      <PageHeading>{title}</PageHeading>
      {lead && <p className="max-w-2xl text-quiet">{lead}</p>}
    </div>
  );
}
