import type { ReactNode, Ref } from 'react';

import { Card } from '../../shared/ui/Card';
import { PageIntro } from '../../shared/ui/PageIntro';

interface PageProps {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}

/** A page of the profile: what it is about, then its sections. */
export function ProfilePage({ title, lead, children }: PageProps) {
  return (
    <div className="grid min-w-0 gap-6">
      <PageIntro title={title} lead={lead} />
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  /** The state, next to the title. */
  badge?: ReactNode;
  className?: string;
  /** With it, the title can be given the focus. */
  headingRef?: Ref<HTMLHeadingElement>;
  children: ReactNode;
}

/** One matter on a sheet of its own. */
export function Section({ title, lead, badge, className, headingRef, children }: SectionProps) {
  return (
    <section>
      <Card className={className ?? ''}>
        <div className="grid gap-5">
          <div className="grid gap-1.5">
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <h2
                ref={headingRef}
                tabIndex={headingRef ? -1 : undefined}
                className="text-heading font-bold outline-none"
              >
                {title}
              </h2>
              {badge}
            </div>
            {lead && <div className="text-quiet">{lead}</div>}
          </div>
          {children}
        </div>
      </Card>
    </section>
  );
}
