package rule

import "strconv"

// Plural returns a number with its noun, «1 riga» or «3 righe».
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
