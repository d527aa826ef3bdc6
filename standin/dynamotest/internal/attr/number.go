package attr

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// DynamoDB's limits for numbers: 38 significant digits and magnitudes from 1E-130 to just under 1E+126.
const (
	maxDigits   = 38
	maxExponent = 126
	minExponent = -129
)

// DynamoDB's errors for numbers outside its limits.
const (
	errOverflow   Invalid = "Number overflow. Attempting to store a number with magnitude larger than supported range"
	errUnderflow  Invalid = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
	errPrecision  Invalid = "Attempting to store more than 38 significant digits in a Number"
	errNotNumeric Invalid = "The parameter cannot be converted to a numeric value"
)

// Number is an exact decimal: ±0.digits × 10^exponent. The digits have neither
// leading nor trailing zeros and are empty for zero, so equal numbers are equal structs.
type Number struct {
	negative bool
	digits   string
	exponent int
}

var numeral = regexp.MustCompile(`^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$`)

// ParseNumber reads a number as the wire carries it. The error is Invalid.
func ParseNumber(text string) (Number, error) {
	if text == "" {
		return Number{}, errNotNumeric
	}
	m := numeral.FindStringSubmatch(text)
	if m == nil || m[2]+m[3] == "" {
		return Number{}, errNotNumeric + Invalid(": "+text)
	}
	exponent := 0
	if m[4] != "" {
		var err error
		if exponent, err = strconv.Atoi(m[4]); err != nil {
			return Number{}, errNotNumeric + Invalid(": "+text)
		}
	}
	return newNumber(m[1] == "-", m[2]+m[3], exponent, len(m[2]))
}

// newNumber normalises ±0.digits × 10^(exponent+point) and checks the limits. The two parts of the exponent are
// separate so that a huge one cannot overflow before it is checked.
func newNumber(negative bool, digits string, exponent, point int) (Number, error) {
	trimmed := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, "0")
	switch {
	case trimmed == "":
		return Number{}, nil
	case exponent > maxExponent-point:
		return Number{}, errOverflow
	case exponent < minExponent-point:
		return Number{}, errUnderflow
	case len(trimmed) > maxDigits:
		return Number{}, errPrecision
	}
	return Number{negative: negative, digits: trimmed, exponent: exponent + point}, nil
}

// IntNumber is n as a Number.
func IntNumber(n int64) Number {
	number, _ := ParseNumber(strconv.FormatInt(n, 10)) // 19 digits are always within the limits
	return number
}

// Type is N.
func (Number) Type() string { return "N" }

// String is the number in plain notation without needless zeros, as DynamoDB returns it.
func (n Number) String() string {
	var text string
	switch {
	case n.digits == "":
		return "0"
	case n.exponent <= 0:
		text = "0." + strings.Repeat("0", -n.exponent) + n.digits
	case n.exponent >= len(n.digits):
		text = n.digits + strings.Repeat("0", n.exponent-len(n.digits))
	default:
		text = n.digits[:n.exponent] + "." + n.digits[n.exponent:]
	}
	if n.negative {
		return "-" + text
	}
	return text
}

// Int64 is the number as an integer, if it is one and fits.
func (n Number) Int64() (int64, bool) {
	i, err := strconv.ParseInt(n.String(), 10, 64)
	return i, err == nil
}

// Cmp is -1, 0 or 1 if n is less than, equal to or greater than m.
func (n Number) Cmp(m Number) int {
	return compareStrings(string(n.appendKey(nil)), string(m.appendKey(nil)))
}

// Add is n+m, or DynamoDB's error when the sum is outside the limits.
func (n Number) Add(m Number) (Number, error) {
	scale := min(n.scale(), m.scale())
	sum := new(big.Int).Add(n.unscaled(scale), m.unscaled(scale))
	digits := new(big.Int).Abs(sum).String()
	return newNumber(sum.Sign() < 0, digits, scale, len(digits))
}

// Neg is -n.
func (n Number) Neg() Number {
	n.negative = !n.negative && n.digits != ""
	return n
}

// scale is the power of ten of the last digit.
func (n Number) scale() int { return n.exponent - len(n.digits) }

// unscaled is the integer n / 10^scale, for a scale not above n.scale().
func (n Number) unscaled(scale int) *big.Int {
	if n.digits == "" {
		return new(big.Int)
	}
	i, _ := new(big.Int).SetString(n.digits, 10) // digits are digits by construction
	i.Mul(i, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.scale()-scale)), nil))
	if n.negative {
		i.Neg(i)
	}
	return i
}
