package panels

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sportello/db/scheda"
)

// What a panel says otherwise is offered to the card: not what it leaves blank,
// not another way of writing the same.
func TestDifferencesFromTheCard(t *testing.T) {
	card := map[string]string{
		"surname": "D'Angelo", "name": "Rocco", "phone": "3401187725", "email": "rocco@posta.example",
		"residence": "San Severo", "residence_code": "I158", "residence_province": "FG", "residence_cap": "71016",
	}
	panel, _ := Base.Panel("PRE03")
	got := Differences(panel, scheda.Answers{
		"cognome": scheda.T("D’Angelo"), "nome": scheda.T("Rocco"), "telefono": scheda.T("3331234567"),
		"residenza": scheda.In(scheda.Answers{"comune": scheda.T("Lucera (FG) [E716]"), "cap": scheda.T("71036")}),
	}, func(column string) string { return card[column] })
	want := []Difference{
		{Label: "Residenza, comune", Before: "San Severo", After: "Lucera (FG)", Values: map[string]string{"residence": "Lucera", "residence_code": "E716", "residence_province": "FG"}},
		{Label: "Residenza, cap", Before: "71016", After: "71036", Values: map[string]string{"residence_cap": "71036"}},
		{Label: "Telefono", Before: "3401187725", After: "3331234567", Values: map[string]string{"phone": "3331234567"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
