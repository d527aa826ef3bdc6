package qrcode_test

import (
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/qrcode"
)

func TestRowsAreASquareWithAFinderPatternInThreeCorners(t *testing.T) {
	rows, err := qrcode.Rows("otpauth://totp/Unicorn%20Pursuit:ada@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Unicorn%20Pursuit")
	if err != nil {
		t.Fatal(err)
	}
	size := len(rows)
	if size < 21 || (size-17)%4 != 0 {
		t.Fatalf("%d rows, which no version of the code has", size)
	}
	finder := []string{"1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"}
	for i, want := range finder {
		if rows[i][:7] != want || rows[i][size-7:] != want || rows[size-7+i][:7] != want {
			t.Errorf("row %d of a finder pattern: %s", i, rows[i])
		}
	}
	for _, row := range rows {
		if len(row) != size || strings.Trim(row, "01") != "" {
			t.Errorf("row %q", row)
		}
	}
}

func TestTextThatIsTooLongIsRefused(t *testing.T) {
	if _, err := qrcode.Rows(strings.Repeat("x", 10<<10)); err == nil {
		t.Error("accepted")
	}
}
