package access

import (
	"sportello/db/rule"
)

// IterVersion is one version of the document Iter Procedurale, published by the
// Region.
type IterVersion struct {
	ID          int64
	Version     string // «0.2»
	Title       string
	Changes     string // what is new in it
	PublishedOn rule.Date
	FileID      int64
	Size        int64 // of the file, in bytes
	PublishedBy string
}

// FileName returns the name under which the document is saved.
func (v IterVersion) FileName() string { return "Iter Procedurale " + v.Version + ".pdf" }

func (v IterVersion) check(today rule.Date) (IterVersion, error) {
	var refusals rule.Refusals
	v.Version, v.Title, v.Changes = oneLine(v.Version), oneLine(v.Title), oneLine(v.Changes)
	if v.Version == "" {
		refusals.Add("version", "Scrivi il numero della versione, per esempio 0.2.")
	}
	if v.Title == "" {
		refusals.Add("title", "Scrivi il titolo del documento.")
	}
	if v.Changes == "" {
		refusals.Add("changes", "Scrivi che cosa cambia, per esempio «prima versione».")
	}
	if v.PublishedOn > today {
		refusals.Add("published_on", "La data è nel futuro: il documento si pubblica oggi.")
	}
	for _, f := range []struct {
		field, text string
		most        int
	}{{"version", v.Version, 20}, {"title", v.Title, 200}, {"changes", v.Changes, 500}} {
		if err := rule.TooLong(f.text, f.most); err != nil {
			refusals.Add(f.field, err.Error())
		}
	}
	return v, refusals.Err()
}
