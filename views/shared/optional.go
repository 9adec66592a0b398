package shared

// OptionalWord returns «facoltativo» in the gender and number of the label's
// first word, for labels that a page draws itself.
func OptionalWord(label string) string { return optionalWord(label) }
