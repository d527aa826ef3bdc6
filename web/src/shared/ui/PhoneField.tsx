import { useLingui } from '@lingui/react/macro';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';

import { persistently } from '../persistently';
import { cleanNumber } from '../typed';
import { Field, type FieldProps } from './Field';
import { SelectBox } from './Select';

type Library = typeof import('libphonenumber-js/min');
type Country = ReturnType<Library['getCountries']>[number];

interface Props extends FieldProps {
  /** The number in E.164 form as far as it can be read, else as it was typed. */
  value: string;
  onChange: (number: string) => void;
  onBlur?: () => void;
  ref?: React.Ref<HTMLInputElement>;
  /** Takes the place of the hint where no number like this is known to be in use. */
  warning?: React.ReactNode;
}

/** A phone number with its country. The numbering plans of the world come with a library that loads with the field. */
export function PhoneField({ label, hint, error, value, onChange, onBlur, ref, warning }: Props) {
  const { t, i18n } = useLingui();
  const [library, setLibrary] = useState<Library | null>(null);
  const [country, setCountry] = useState<Country>(countryOfBrowser);
  const [typed, setTyped] = useState(value);
  const begin = useEffectEvent((loaded: Library) => {
    setLibrary(loaded);
    const found = countryOf(loaded, typed); // of a number that was there from the start
    if (found) setCountry(found);
  });
  useEffect(() => {
    void persistently(() => import('libphonenumber-js/min')).then((loaded) => {
      begin(loaded);
    });
  }, []);
  const countries = useMemo(() => (library ? namedCountries(library, i18n.locale) : []), [library, i18n.locale]);

  const take = (given: string, of: Country) => {
    const text = cleanNumber(given);
    const asYouType = library && new library.AsYouType(of);
    const shown = asYouType?.input(text) ?? text;
    // Backspace over a bracket or space must not bring it back.
    setTyped(shown.length > text.length && text.length < typed.length ? text : shown);
    const found = asYouType?.getCountry();
    if (found && text.trim().startsWith('+')) setCountry(found);
    // The one that formats takes the 8 of 812 for the trunk prefix of Russia, and the parser does not.
    const parsed = library?.parsePhoneNumberFromString(text, of);
    onChange((parsed?.isValid() ? parsed : asYouType?.getNumber())?.number ?? text);
  };
  const unused = useUnused(library, value);

  return (
    <Field
      label={label}
      hint={unused && warning ? <span className="font-medium text-warning">{warning}</span> : hint}
      error={error}
    >
      {(control) => (
        <div className="grid gap-2 sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)]">
          <SelectBox
            aria-label={t`Country of the phone number`}
            value={country}
            disabled={!library}
            onChange={(event) => {
              const chosen = event.target.value as Country;
              setCountry(chosen);
              take(typed.startsWith('+') ? '' : typed, chosen);
            }}
          >
            {countries.length === 0 && <option value={country}>{country}</option>}
            {countries.map(({ code, text }) => (
              <option key={code} value={code}>
                {text}
              </option>
            ))}
          </SelectBox>
          <input
            {...control}
            ref={ref}
            className="control"
            type="tel"
            autoComplete="tel"
            value={typed}
            onChange={(event) => {
              take(event.target.value, country);
            }}
            onBlur={onBlur}
          />
        </div>
      )}
    </Field>
  );
}

/** How long somebody pauses who has finished typing. */
const pause = 700;

/**
 * Whether a number has the right length and is in no range that the library knows, once its typing has paused. Numbering
 * plans grow faster than the library's tables, so this is for a warning, not for a refusal.
 */
function useUnused(library: Library | null, number: string): boolean {
  const [unused, setUnused] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const parsed = library?.parsePhoneNumberFromString(number);
      setUnused(parsed?.isPossible() && !parsed.isValid() ? number : null);
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [library, number]);
  return unused === number;
}

/** The country of a number that is typed with its code. */
function countryOf(library: Library, number: string): Country | undefined {
  const text = cleanNumber(number).trim();
  if (!text.startsWith('+')) return undefined;
  const asYouType = new library.AsYouType();
  asYouType.input(text);
  return asYouType.getCountry();
}

/** The region of the first of the browser's languages that has one. */
function countryOfBrowser(): Country {
  const region = navigator.languages
    .map((tag) => new Intl.Locale(tag).region)
    .find((code) => code && /^[A-Z]{2}$/.test(code));
  return (region ?? 'US') as Country;
}

function namedCountries(library: Library, locale: string) {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return library
    .getCountries()
    .map((code) => ({ code, text: `${names.of(code) ?? code} +${library.getCountryCallingCode(code)}` }))
    .sort((a, b) => a.text.localeCompare(b.text, locale));
}
