package agenda_test

import (
	"strings"
	"testing"

	"sportello/db/agenda"
)

// TestNoCodedReasonIsAboutHealth: whoever reads the agenda reads the reasons.
func TestNoCodedReasonIsAboutHealth(t *testing.T) {
	for _, r := range agenda.Reasons {
		for _, word := range []string{"malatt", "medic", "salute", "ricover", "infortun", "matern", "gravid"} {
			if strings.Contains(strings.ToLower(r.Code+" "+r.Label), word) {
				t.Errorf("%s: %s", r.Code, r.Label)
			}
		}
	}
}
