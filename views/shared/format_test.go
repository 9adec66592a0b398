package shared

import (
	"strings"
	"testing"
)

func TestNumbersAreWrittenAsInItaly(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(1284), "1.284"}, {Count(-1284), "-1.284"}, {Count(int64(1234567)), "1.234.567"},
		{CountUpTo(10000, 10000), "10.000"}, {CountUpTo(10001, 10000), "oltre 10.000"},
		{Decimal(1234.5, 2), "1.234,50"}, {Decimal(-0.5, 1), "-0,5"}, {Decimal(3, 0), "3"},
		{Percent(0.714), "71,4%"}, {Percent(1), "100,0%"},
		{Euro(300000), "3.000,00\u00a0€"}, {Euro(5), "0,05\u00a0€"}, {Euro(-1250), "-12,50\u00a0€"},
		{Plural(1, "lavoratore", "lavoratori"), "1 lavoratore"}, {Plural(0, "lavoratore", "lavoratori"), "0 lavoratori"},
		{Plural(1284, "lavoratore", "lavoratori"), "1.284 lavoratori"},
		{FileSize(1), "1 byte"}, {FileSize(410_000), "410 KB"}, {FileSize(1_240_000), "1,2 MB"},
		{Sentence("èsito"), "Èsito"}, {Sentence(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestOptionalAgreesWithTheLabel(t *testing.T) {
	for label, want := range map[string]string{
		"Telefono": "facoltativo", "E-mail": "facoltativa", "Data di nascita": "facoltativa", "Note": "facoltative",
		"Descrizione del lavoro": "facoltativa", "Motivo": "facoltativo", "Ultimo anno di utilizzo": "facoltativo",
		"Qualifica": "facoltativa", "Recapiti": "facoltativi", "Problema": "facoltativo", "Disponibilità": "facoltativa", "": "facoltativo",
	} {
		if got := optionalWord(label); got != want {
			t.Errorf("%s (%s), want %s", label, got, want)
		}
	}
}

func TestAnAddressBreaksWhereItCanBeRead(t *testing.T) {
	for email, want := range map[string]string{
		"rosa.serra@demo.example": "rosa<wbr>.serra@<wbr>demo<wbr>.example", "": "", `"<b>"@x`: "&#34;&lt;b&gt;&#34;@<wbr>x",
	} {
		var b strings.Builder
		if err := Address(email).Render(t.Context(), &b); err != nil || b.String() != `<span class="sp-break">`+want+"</span>" {
			t.Errorf("%q is drawn as %q, %v", email, b.String(), err)
		}
	}
}
