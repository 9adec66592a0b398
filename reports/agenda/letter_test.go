package agenda_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"sportello/db/agenda"
	"sportello/db/archive"
	report "sportello/reports/agenda"

	"github.com/pdfcpu/pdfcpu/pkg/api"
)

func pages(t *testing.T, pdf []byte) int {
	t.Helper()
	api.DisableConfigDir()
	n, err := api.PageCount(bytes.NewReader(pdf), nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sample(i int) agenda.Letter {
	return agenda.Letter{
		Recipient: []string{fmt.Sprintf("Łukasz Ștefănescu %d", i), "via Gramsci 1", "71016 San Severo (FG)"}, Office: "San Severo", Phone: "0882 123456",
		Text: agenda.LetterText(agenda.Appointment{OperatorN: "Marco De Santis", Slot: agenda.Slot{Day: "2026-11-26", Starts: 630, Ends: 690}, List: "Mobilità 2011/2012"},
			"Łukasz Ștefănescu", agenda.Place{Office: "San Severo", Phone: "0882 123456"}, true),
		Operator: "Marco De Santis", IssuedOn: "2026-11-24", Protocol: fmt.Sprintf("2026/%07d", i), ProtocolOn: "2026-11-24",
	}
}

func TestALetterIsOnePage(t *testing.T) {
	data, _ := json.Marshal(sample(1))
	pdf, err := report.Letter(archive.Document{Kind: agenda.KindLetter, Data: data, IssuedAt: "2026-11-24T08:00:00.000Z", Protocol: archive.Protocol{ID: 1, Year: 2026, Number: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if n := pages(t, pdf); n != 1 {
		t.Errorf("%d pages", n)
	}
}

func TestTheLettersOfABatchAreOnePageEach(t *testing.T) {
	var letters []agenda.Letter
	for i := range 12 {
		letters = append(letters, sample(i+1))
	}
	data, _ := json.Marshal(letters)
	pdf, err := report.Letters(archive.Document{Kind: agenda.KindLetters, Data: data, IssuedAt: "2026-11-24T08:00:00.000Z"})
	if err != nil {
		t.Fatal(err)
	}
	if n := pages(t, pdf); n != 12 {
		t.Errorf("%d pages for 12 letters", n)
	}
}
