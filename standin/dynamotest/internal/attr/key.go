package attr

import (
	"crypto/sha256"
	"encoding/binary"
)

// The key encoding is self-delimiting, so that encoded keys can be concatenated, and its byte order
// is DynamoDB's: strings and binaries by bytes, numbers by value.

// AppendKey appends the order-preserving encoding of a string, number or binary; it panics on any other type.
func AppendKey(dst []byte, v Value) []byte {
	switch v := v.(type) {
	case String:
		return appendBytes(dst, string(v))
	case Binary:
		return appendBytes(dst, string(v))
	default:
		return v.(Number).appendKey(dst)
	}
}

// appendBytes escapes each zero byte as 00 FF and ends with 00 01, so that a prefix sorts first.
func appendBytes(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			dst = append(dst, 0, 0xFF)
		} else {
			dst = append(dst, s[i])
		}
	}
	return append(dst, 0, 1)
}

// Signs of a number's encoding, in their order.
const (
	keyNegative = 1
	keyZero     = 2
	keyPositive = 3
)

// appendKey writes the sign, then exponent and digits; for a negative number the bytes are inverted,
// so that a larger magnitude sorts first.
func (n Number) appendKey(dst []byte) []byte {
	if n.digits == "" {
		return append(dst, keyZero)
	}
	sign, mask := byte(keyPositive), byte(0)
	if n.negative {
		sign, mask = keyNegative, 0xFF
	}
	dst = append(dst, sign)
	for _, b := range binary.BigEndian.AppendUint16(nil, uint16(n.exponent+1<<8)) {
		dst = append(dst, b^mask)
	}
	for i := 0; i < len(n.digits); i++ {
		dst = append(dst, n.digits[i]^mask)
	}
	return append(dst, mask) // a digit is never 00, nor FF when inverted
}

// PartitionHash is the position of a partition key in the key space: items of a table are stored and scanned by this
// hash, as in DynamoDB, so that nothing can depend on an order of partitions.
func PartitionHash(v Value) uint32 {
	sum := sha256.Sum256(AppendKey(nil, v))
	return binary.BigEndian.Uint32(sum[:])
}

// TrimEnd removes the end mark from an encoded string or binary: the rest is a prefix of the encoding of every value
// with that prefix.
func TrimEnd(encoded []byte) []byte { return encoded[:len(encoded)-2] }
