import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';

import type { Outcome } from '../../shared/api/errors';
import { countCharacters } from '../../shared/characters';
import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { classes } from '../../shared/ui/classes';
import { TextArea, TextField } from '../../shared/ui/TextField';

/** What somebody writes about a project. */
export interface PitchValues {
  title: string;
  summary: string;
}

/** The bounds that the schema states, in characters. */
const limits = { title: [3, 100], summary: [10, 2000] } as const;

interface Props {
  values: PitchValues;
  /** What the button says. */
  action: ReactNode;
  /** Sends the pitch; returns what went wrong, or nothing. */
  onSend: (values: PitchValues) => Promise<Outcome | undefined>;
}

/** The form of a pitch, for a new one and for a change. */
export function PitchForm({ values, action, onSend }: Props) {
  const { t } = useLingui();
  const schema = useMemo(
    () =>
      z.object({
        title: within(limits.title, (least, most) => t`Give it a title of ${least} to ${most} characters.`),
        summary: within(limits.summary, (least, most) => t`Say more about it: ${least} to ${most} characters.`),
      }),
    [t],
  );
  const { form, field, alert, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: values });
  const typed = form.watch();
  return (
    <form noValidate onSubmit={onSubmit(onSend)} className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      <TextField
        label={t`Title`}
        hint={
          <Hint typed={typed.title} most={limits.title[1]}>
            <Trans>What is it, in a few words?</Trans>
          </Hint>
        }
        {...field('title')}
      />
      <TextArea
        label={t`Pitch`}
        rows={9}
        hint={
          <Hint typed={typed.summary} most={limits.summary[1]}>
            <Trans>What should be built, who needs it, and what would be better then?</Trans>
          </Hint>
        }
        {...field('summary')}
      />
      <Button type="submit" busy={isSubmitting} className="justify-self-start">
        {action}
      </Button>
    </form>
  );
}

/** What to write, and how much more of it; a text that is too long is kept for the person to shorten. */
function Hint({ typed, most, children }: { typed: string; most: number; children: ReactNode }) {
  const left = most - lengthOf(typed);
  const over = -left;
  return (
    <span className="flex flex-wrap justify-between gap-x-4">
      <span>{children}</span>
      <span className={classes('tabular-nums', left < 0 && 'text-danger')}>
        {left < 0 ? (
          <Plural value={over} one="# character too many" other="# characters too many" />
        ) : (
          <Plural value={left} one="# character left" other="# characters left" />
        )}
      </span>
    </span>
  );
}

/** Counts characters as the server does, which trims the text. */
const lengthOf = (text: string): number => countCharacters(text.trim());

function within([least, most]: readonly [number, number], error: (least: number, most: number) => string) {
  return z
    .string()
    .check(z.refine((text) => lengthOf(text) >= least && lengthOf(text) <= most, { error: () => error(least, most) }));
}
