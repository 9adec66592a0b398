package shared

import "strings"

// Shortcut is a key of the keyboard and what it does on the page: printed in
// the footer and on the page of all shortcuts. The key itself is bound by
// data-key on the link, button or field that it presses.
type Shortcut struct {
	Keys string // as in data-key: "n", "g s", "Ctrl+Enter"
	Word string // "nuovo"
}

var keyWords = strings.NewReplacer(
	"ArrowUp", "↑", "ArrowDown", "↓", "ArrowLeft", "←", "ArrowRight", "→",
	"Enter", "Invio", "Escape", "Esc", "+", " ",
)

// keyNames returns keys as an Italian keyboard prints them.
func keyNames(keys string) string {
	if keys == "+" {
		return keys
	}
	return keyWords.Replace(keys)
}
