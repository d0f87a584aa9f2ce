// Package rupiah writes amounts as the programs here print them.
package rupiah

import "strconv"

// Text has a dot before each three digits: Rp 1.250.000.
func Text(amount int64) string {
	text := strconv.FormatInt(amount, 10)
	for end := len(text) - 3; end > 0; end -= 3 {
		text = text[:end] + "." + text[end:]
	}
	return "Rp " + text
}
