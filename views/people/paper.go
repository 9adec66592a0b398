package people

import (
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/views/shared"
)

// paperBadge is the word of an issued document with its shape, "" for one that
// stands as it is. Of patti and PAIs the signature says it, of the others whether a
// later version was issued.
func paperBadge(c Card, d archive.Document) (shared.Kind, string) {
	switch state := c.Papers[d.ID]; {
	case state == pacts.PaperSigned:
		return shared.Good, string(state)
	case state == pacts.PaperWaits:
		return shared.Running, string(state)
	case state == pacts.PaperUnsigned:
		return shared.Stop, string(state)
	case state != "":
		return shared.Neutral, string(state)
	case d.ReplacedBy != 0:
		return shared.Neutral, string(pacts.PaperReplaced)
	}
	return shared.Neutral, ""
}
