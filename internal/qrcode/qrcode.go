// Package qrcode draws a text as a QR code, as data that any client can draw: the web app may load no image but its
// own.
package qrcode

import (
	"strings"

	"rsc.io/qr"
)

// Rows returns the modules of the code row by row, `1` for a dark and `0` for a light one, without the quiet zone
// around it.
func Rows(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		var row strings.Builder
		for x := range code.Size {
			if code.Black(x, y) {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		rows[y] = row.String()
	}
	return rows, nil
}
