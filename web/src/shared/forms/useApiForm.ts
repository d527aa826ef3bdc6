import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useState } from 'react';
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form';

import { type Outcome, problemOf, userErrorMessage } from '../api/errors';
import { useKeptForm, useTypedBefore, worthKeeping } from './useTypedBefore';
import type { z } from './zod';

interface Options<Schema extends z.ZodMiniType<FieldValues, FieldValues>> {
  schema: Schema;
  defaultValues: DefaultValues<z.infer<Schema>>;
  /** The field of the form for a field of the input, where they are called differently. */
  fieldFor?: Record<string, Path<z.infer<Schema>>>;
  /** What the form is about, where there is one for each of several things: what was typed for one is not for another. */
  about?: string;
}

/**
 * A form whose values are sent to the API. The server's errors are shown at their fields, and the first wrong field
 * gets the focus; everything else is `alert`, for the top of the form.
 */
export function useApiForm<Schema extends z.ZodMiniType<FieldValues, FieldValues>>({
  schema,
  defaultValues,
  fieldFor,
  about,
}: Options<Schema>) {
  type Values = z.infer<Schema>;
  const name = [...Object.keys(defaultValues), ...Object.keys(fieldFor ?? {}), ...(about ? [about] : [])].join(' ');
  const typed = useTypedBefore(name);
  const form = useForm<Values>({
    // The resolver's types distinguish the schema's input and output; forms here have one shape for both.
    resolver: standardSchemaResolver(schema) as never,
    defaultValues: Object.assign({}, defaultValues, typed),
    mode: 'onTouched',
  });
  useKeptForm(name, () => worthKeeping(form.getValues(), defaultValues));
  const [alert, setAlert] = useState<string | null>(null);

  const show = ({ error, userErrors = [], message: own }: Outcome) => {
    if (error) setAlert(problemOf({ error }));
    const names = Object.keys(form.getValues());
    let shouldFocus = true;
    for (const userError of userErrors) {
      const path = userError.field?.join('.') ?? '';
      const field = fieldFor?.[path] ?? path;
      const message = own ?? userErrorMessage(userError);
      if (names.includes(field)) {
        form.setError(field as Path<Values>, { message }, { shouldFocus });
        shouldFocus = false;
      } else {
        setAlert(message);
      }
    }
  };

  /** Makes the form's onSubmit. `send` returns what went wrong, or nothing. */
  const submit = (send: (values: Values) => Promise<Outcome | undefined>) =>
    form.handleSubmit(async (values) => {
      setAlert(null);
      const outcome = await send(values);
      if (outcome) show(outcome);
    });

  const onSubmit = (send: (values: Values) => Promise<Outcome | undefined>) => (event: React.SyntheticEvent) => {
    void submit(send)(event);
  };

  const { errors, isSubmitting } = form.formState;
  /** What a TextField needs to know of its field. */
  const field = (name: Path<Values>) => ({ ...form.register(name), error: messageOf(errors[name]) });

  return { form, field, alert, show, onSubmit, isSubmitting };
}

function messageOf(error: unknown): string | undefined {
  return typeof error === 'object' && error && 'message' in error && typeof error.message === 'string'
    ? error.message
    : undefined;
}
