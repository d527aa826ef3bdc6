import type { ReactNode } from 'react';

import { Card } from '../../shared/ui/Card';
import { PageIntro } from '../../shared/ui/PageIntro';

interface Props {
  title: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
  /** What else one may want to do, below the sheet. */
  below?: ReactNode;
}

/** A page with one form in the middle. */
export function FormPage({ title, lead, children, below }: Props) {
  return (
    <div className="mx-auto grid w-full max-w-lg gap-6 py-8 sm:py-14">
      <PageIntro title={title} lead={lead} />
      <Card>{children}</Card>
      {below && <div className="grid gap-2 text-quiet">{below}</div>}
    </div>
  );
}
