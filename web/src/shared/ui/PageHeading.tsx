import { type ReactNode, useEffect, useRef } from 'react';

import { classes } from './classes';

let firstPage = true;

interface Props {
  children: ReactNode;
  /** The title of the document, where the heading is not plain text or too long. */
  title?: string;
  className?: string;
}

/** The heading of a page. It names the document, and takes the focus when somebody navigates here. */
export function PageHeading({ children, title, className }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title ?? heading.current?.textContent} · Unicorn Pursuit`;
  }, [title, children]);
  useEffect(() => {
    // On the page that the browser loaded, it has set the focus itself.
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={classes(className ?? 'text-title font-extrabold')}>
      {children}
    </h1>
  );
}
