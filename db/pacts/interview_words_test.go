package pacts

import (
	"regexp"
	"testing"

	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
)

// What the schede say of the person they say of a woman as of a man: nothing of
// what was found once to guess a man comes back.
func TestTheSchedeGuessNoGender(t *testing.T) {
	gendered := regexp.MustCompile(`(?i)\b(lo|gli) (limita|impedisc|blocca|aiuta)\w*|\b(pronto|guidato|nato)\b|\bè autonomo\b|\bda sol[oi]\b`)
	var look func(at string, fields []scheda.Field)
	look = func(at string, fields []scheda.Field) {
		for _, f := range fields {
			words := []string{f.Label, f.Help}
			for _, o := range append(f.Options[:len(f.Options):len(f.Options)], f.Meanings...) {
				words = append(words, o.Label)
			}
			for _, w := range words {
				if found := gendered.FindString(w); found != "" {
					t.Errorf("%s.%s: «%s» in «%s»", at, f.Name, found, w)
				}
			}
			look(at+"."+f.Name, f.Sub)
		}
	}
	for _, d := range []scheda.Definition{panels.Base, InterviewScheda} {
		for _, p := range d.Panels() {
			if found := gendered.FindString(p.Help); found != "" {
				t.Errorf("%s: «%s» in «%s»", p.Code, found, p.Help)
			}
			look(p.Code, p.Fields)
		}
	}
}
