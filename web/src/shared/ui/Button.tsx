import type { ButtonHTMLAttributes, Ref } from 'react';

import { Spinner } from './Spinner';
import { classes } from './classes';

const kinds = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-surface text-accent border-edge hover:border-accent hover:bg-tint',
  quiet: 'text-accent border-transparent hover:bg-tint',
  danger: 'bg-danger text-on-danger border-transparent hover:opacity-90',
};

export type ButtonKind = keyof typeof kinds;

/** The look of a button, for links that lead on to the main thing to do. */
export function buttonClass(kind: ButtonKind = 'primary', extra?: string): string {
  return classes(
    'inline-flex min-h-12 items-center justify-center gap-2 rounded-control border px-5 py-2 text-center font-semibold no-underline transition-colors duration-150 aria-disabled:opacity-55 disabled:opacity-55',
    kinds[kind],
    extra,
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  kind?: ButtonKind;
  /** Whether the button's action is under way: it shows that, and can't be pressed again. */
  busy?: boolean;
}

/** A button. Without `type` it does not submit: a form's own button has `type="submit"`. */
export function Button({
  kind = 'primary',
  busy = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(kind, className)}
      // Not `disabled`, which would drop the focus.
      aria-disabled={busy || rest['aria-disabled']}
      onClick={
        busy
          ? (event) => {
              event.preventDefault();
            }
          : onClick
      }
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
