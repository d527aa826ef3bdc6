package phone

import "strings"

// fold turns forms of a number that address books keep, and that the library does not take, into the one that is
// dialled.
func fold(number string) string {
	if national, ok := strings.CutPrefix(number, "+52"); ok {
		return "+52" + foldMexican(national)
	}
	if national, ok := strings.CutPrefix(number, "+549"); ok {
		return foldArgentine(national)
	}
	return number
}

// foldMexican drops what was dialled before the ten digits until 2019: 1 from abroad, 044 and 045 for mobile phones,
// and 01 for long distance (https://en.wikipedia.org/wiki/Telephone_numbers_in_Mexico).
func foldMexican(national string) string {
	const length = 10
	for _, prefix := range []string{"044", "045", "01", "1"} {
		if rest, ok := strings.CutPrefix(national, prefix); ok && len(rest) == length {
			return rest
		}
	}
	return national
}

// foldArgentine takes the digits after +54 9. A mobile number has either the 9 before its area code, or the 0 before it
// and the 15 behind it; people write both. The library turns the second form into the first if the 9 is not there.
func foldArgentine(national string) string {
	const length = 10
	if national = strings.TrimPrefix(national, "0"); len(national) <= length {
		return "+549" + national
	}
	return "+54" + national
}
