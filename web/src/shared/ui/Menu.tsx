import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface Props {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
}

/**
 * A menu below a button. It is not modal: a modal one would put a style element into the page, which its policy refuses. It stays where
 * its button is in the document, so that a screen reader finds it in the same part of the page.
 */
export function Menu({ trigger, children }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={8}
        className="z-30 min-w-56 animate-rise rounded-card border border-line bg-raised p-2 text-ink shadow-overlay"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

const itemClass =
  'flex min-h-11 w-full cursor-pointer items-center gap-3 rounded-control px-3 font-medium no-underline outline-none data-highlighted:bg-tint data-highlighted:text-accent';

/** One thing to do, or with `asChild` a link to go to. */
export function MenuItem({
  children,
  onSelect,
  asChild = false,
}: {
  children: ReactNode;
  onSelect?: () => void;
  asChild?: boolean;
}) {
  return (
    <DropdownMenu.Item className={itemClass} asChild={asChild} onSelect={onSelect ?? (() => undefined)}>
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-2 h-px bg-line" />;
}
