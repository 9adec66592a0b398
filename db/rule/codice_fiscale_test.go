package rule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseCodiceFiscale(t *testing.T) {
	for _, c := range []struct {
		in, want string
		kind     error
		sentence string
	}{
		{in: "RSSMRA80A01H501U", want: "RSSMRA80A01H501U"},
		{in: " rssmra80a01h501u\t", want: "RSSMRA80A01H501U"},
		{in: "RSS MRA 80A01 H501 U", want: "RSSMRA80A01H501U"},
		{in: "CLCNRN56L58E363W", want: "CLCNRN56L58E363W"},
		{in: "12345678903", want: "12345678903"},
		{in: "", kind: ErrCFMissing, sentence: "Scrivi il codice fiscale."},
		{in: "RSSMRA80A01H501T", kind: ErrCFControl,
			sentence: "L'ultimo carattere del codice fiscale dovrebbe essere «U», non «T». Controlla il tesserino."},
		{in: "12345678904", kind: ErrCFControl,
			sentence: "L'ultima cifra del codice fiscale dovrebbe essere «3», non «4». Controlla il documento."},
		{in: "RSSMRA80A01H501", kind: ErrCFLength,
			sentence: "Il codice fiscale ha 16 caratteri (11 cifre se è provvisorio): qui ce ne sono 15."},
		{in: "RSSMRA80A0H", kind: ErrCFLength,
			sentence: "Il codice fiscale ha 16 caratteri (11 cifre se è provvisorio): qui ce ne sono 11."},
		{in: "X", kind: ErrCFLength,
			sentence: "Il codice fiscale ha 16 caratteri (11 cifre se è provvisorio): qui ce n'è 1."},
		{in: "1SSMRA80A01H501U", kind: ErrCFFormat,
			sentence: "Il 1º carattere del codice fiscale dovrebbe essere una lettera, non «1». Controlla il tesserino."},
		{in: "RSSMRÀ80A01H501U", kind: ErrCFFormat,
			sentence: "Il 6º carattere del codice fiscale dovrebbe essere una lettera, non «À». Controlla il tesserino."},
		{in: "RSSMRA80A0AH501U", kind: ErrCFFormat,
			sentence: "Il 11º carattere del codice fiscale dovrebbe essere una cifra, non «A». Controlla il tesserino."},
		{in: "RSSMRA80F01H501U", kind: ErrCFFormat,
			sentence: "Il 9º carattere del codice fiscale dovrebbe essere la lettera di un mese (A, B, C, D, E, H, L, M, P, R, S o T), non «F». Controlla il tesserino."},
		{in: "RSSMRA80B31H501U", kind: ErrCFFormat,
			sentence: "Dal codice fiscale la nascita sarebbe il 31 febbraio, un giorno che non esiste. Controlla il tesserino."},
		{in: "RSSMRA80A81H501U", kind: ErrCFFormat,
			sentence: "Il giorno di nascita nel codice fiscale («81») non esiste. Controlla il tesserino."},
		{in: "RSSMRA80A00H501U", kind: ErrCFFormat,
			sentence: "Il giorno di nascita nel codice fiscale («00») non esiste. Controlla il tesserino."},
	} {
		got, err := ParseCodiceFiscale(c.in)
		if string(got) != c.want || !errors.Is(err, c.kind) {
			t.Errorf("%q: %q, %v; want %q, %v", c.in, got, err, c.want, c.kind)
		}
		if err != nil && err.Error() != c.sentence {
			t.Errorf("%q: «%s», want «%s»", c.in, err, c.sentence)
		}
	}
}

func TestCodiceFiscaleFacts(t *testing.T) {
	const today = Date("2026-11-24")
	for _, c := range []struct {
		cf, sex, place string
		birth          Date
		known          bool
	}{
		{"RSSMRA80A01H501U", "M", "H501", "1980-01-01", true},
		{"CLCNRN56L58E363W", "F", "E363", "1956-07-18", true},
		{"12345678903", "", "", "", false},
		{string(omocodia(t, "RSSMRA80A01H501U", 6, 7, 9, 10, 12, 13, 14)), "M", "H501", "1980-01-01", true},
		{string(mustCompute(t, "Rossi", "Mario", "M", "2000-02-29", "H501")), "M", "H501", "2000-02-29", true},
		// Fourteen today, fourteen tomorrow, ninety-nine for one more day, a hundred today.
		{string(mustCompute(t, "Rossi", "Maria", "F", "2012-11-24", "Z100")), "F", "Z100", "2012-11-24", true},
		{string(mustCompute(t, "Rossi", "Maria", "F", "2012-11-25", "Z100")), "F", "Z100", "", false},
		{string(mustCompute(t, "Rossi", "Maria", "F", "1926-11-25", "Z100")), "F", "Z100", "1926-11-25", true},
		{string(mustCompute(t, "Rossi", "Maria", "F", "1926-11-24", "Z100")), "F", "Z100", "", false},
	} {
		cf, err := ParseCodiceFiscale(c.cf)
		if err != nil {
			t.Fatalf("%s: %v", c.cf, err)
		}
		birth, known := cf.BirthDate(today)
		if birth != c.birth || known != c.known || cf.Sex() != c.sex || cf.BirthPlaceCode() != c.place {
			t.Errorf("%s: %s %v %s %s", cf, birth, known, cf.Sex(), cf.BirthPlaceCode())
		}
		if cf.Provisional() != (len(c.cf) == 11) {
			t.Errorf("%s: provisional %v", cf, cf.Provisional())
		}
	}
}

func TestMismatches(t *testing.T) {
	const today = Date("2026-11-24")
	cf := CodiceFiscale("RSSMRA80A01H501U")
	for _, c := range []struct {
		surname, name, sex string
		birth              Date
		place              string
		want               []string
	}{
		{"Rossi", "Mario", "M", "1980-01-01", "H501", nil},
		{"", "", "", "", "", nil},
		{"Bianchi", "Mario", "", "", "", []string{"Il cognome «Bianchi» nel codice fiscale si scrive «BNC», ma qui c'è «RSS»."}},
		{"Rossi", "Paolo", "", "", "", []string{"Il nome «Paolo» nel codice fiscale si scrive «PLA», ma qui c'è «MRA»."}},
		{"", "", "", "1980-01-02", "", []string{"Dal codice fiscale la data di nascita sarebbe il 01/01/1980, non il 02/01/1980."}},
		{"", "", "", "1880-01-01", "", nil}, // the code does not know the century
		{"", "", "F", "", "F839", []string{
			"Dal codice fiscale il sesso sarebbe maschile.",
			"Dal codice fiscale il luogo di nascita avrebbe il codice catastale H501, non F839."}},
	} {
		got := cf.Mismatches(c.surname, c.name, c.sex, c.birth, c.place, today)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if got := CodiceFiscale("12345678903").Mismatches("Rossi", "Mario", "M", "1980-01-01", "H501", today); got != nil {
		t.Errorf("a provisional code contradicts nothing: %q", got)
	}
	child := mustCompute(t, "Rossi", "Maria", "F", "2020-03-05", "H501")
	if got := child.Mismatches("", "", "", "2020-03-06", "", today); len(got) != 1 || !strings.Contains(got[0], "05/03/…20") {
		t.Errorf("a date of an unknown century: %q", got)
	}
}

func TestComputeCodiceFiscale(t *testing.T) {
	for _, c := range []struct {
		surname, name, sex string
		birth              Date
		place, want        string
	}{
		{"Rossi", "Mario", "M", "1980-01-01", "H501", "RSSMRA80A01H501U"},
		{"Colucci", "Incoronata", "F", "1956-07-18", "E363", "CLCNRN56L58E363W"},
		{"Fo", "Dario", "M", "1926-03-24", "E282", "FOXDRA26C24E282"},
		{"D'Angelo", "Gian Franco", "M", "1990-12-31", "L219", "DNGGFR90T31L219"},
		{"Łukasz", "Zoë", "F", "1999-05-09", "Z127", "LKSZOE99E49Z127"},
	} {
		got, err := ComputeCodiceFiscale(c.surname, c.name, c.sex, c.birth, c.place)
		if err != nil || !strings.HasPrefix(string(got), c.want) {
			t.Errorf("%s %s: %s, %v", c.surname, c.name, got, err)
		}
	}
	for _, c := range [][5]string{
		{"", "Mario", "M", "1980-01-01", "H501"}, {"Rossi", "'", "M", "1980-01-01", "H501"},
		{"Rossi", "Mario", "X", "1980-01-01", "H501"}, {"Rossi", "Mario", "M", "", "H501"},
		{"Rossi", "Mario", "M", "1980-01-01", "H50"}, {"Rossi", "Mario", "M", "1980-01-01", "5H01"},
	} {
		if got, err := ComputeCodiceFiscale(c[0], c[1], c[2], Date(c[3]), c[4]); err == nil {
			t.Errorf("%v: %s", c, got)
		}
	}
}

// The example that the SAP standard publishes for the identifier of a policy.
func TestControlCharacter(t *testing.T) {
	if got := ControlCharacter([]byte("H501X000004A0220170101")); got != 'B' {
		t.Errorf("control letter %c, want B", got)
	}
	if got := ControlCharacter([]byte("h501")); got != 0 {
		t.Errorf("small letters have no value, got %c", got)
	}
}

func TestPartitaIVA(t *testing.T) {
	for in, want := range map[string]string{
		"01988464317": "", "IT 01988464317": "", "06893970258": "", "00000000000": "La partita IVA non può essere di soli zeri.",
		"01988464318": "L'ultima cifra della partita IVA dovrebbe essere «7», non «8». Controlla la visura.",
		"0198846431":  "La partita IVA ha 11 cifre, per esempio 01234567897.",
	} {
		got, err := ParsePartitaIVA(in)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
		if ValidPartitaIVA(got) != (want == "") {
			t.Errorf("%s: valid %v", in, !(want == ""))
		}
	}
	if _, err := ParsePartitaIVA("01234567897"); err != nil {
		t.Errorf("the example of the sentence is wrong: %v", err)
	}
}

func TestCodiceFiscaleIsNotLogged(t *testing.T) {
	if got := CodiceFiscale("RSSMRA80A01H501U").LogValue().String(); strings.Contains(got, "RSS") {
		t.Errorf("logged as %s", got)
	}
}

func TestCodiceFiscaleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPerson(t)
		cf, err := ComputeCodiceFiscale(p.surname, p.name, p.sex, p.birth, p.place)
		if err != nil {
			t.Fatal(err)
		}
		code := []byte(cf)
		for _, i := range []int{6, 7, 9, 10, 12, 13, 14} {
			if rapid.Bool().Draw(t, fmt.Sprint("omocodia", i)) {
				code[i] = cfOmocodia[code[i]-'0']
			}
		}
		code[15] = ControlCharacter(code[:15])
		back, err := ParseCodiceFiscale(strings.ToLower(string(code)))
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		birth, known := back.BirthDate("2026-11-24")
		if !known || birth != p.birth || back.Sex() != p.sex || back.BirthPlaceCode() != p.place {
			t.Fatalf("%s: %s %s %s from %+v", back, birth, back.Sex(), back.BirthPlaceCode(), p)
		}
		if doubts := back.Mismatches(p.surname, p.name, p.sex, p.birth, p.place, "2026-11-24"); doubts != nil {
			t.Fatalf("%s of %+v: %q", back, p, doubts)
		}
	})
}

func TestOneWrongCharacterIsRefused(t *testing.T) {
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	rapid.Check(t, func(t *rapid.T) {
		p := drawPerson(t)
		cf, err := ComputeCodiceFiscale(p.surname, p.name, p.sex, p.birth, p.place)
		if err != nil {
			t.Fatal(err)
		}
		code := []byte(cf)
		i := rapid.IntRange(0, 15).Draw(t, "place")
		wrong := characters[rapid.IntRange(0, 35).Draw(t, "character")]
		if code[i] == wrong {
			return
		}
		code[i] = wrong
		if _, err := ParseCodiceFiscale(string(code)); !errors.Is(err, ErrCFControl) && !errors.Is(err, ErrCFFormat) {
			t.Fatalf("%s passed for %s: %v", code, cf, err)
		}
	})
}

func TestParseCodiceFiscaleNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if cf, err := ParseCodiceFiscale(s); (err == nil) == (cf == "") {
			t.Fatalf("%q: %q, %v", s, cf, err)
		}
		c := CodiceFiscale(s)
		c.BirthDate("2026-11-24")
		c.Mismatches(s, s, s, Date(s), s, Date(s))
	})
}

type person struct {
	surname, name, sex string
	birth              Date
	place              string
}

func drawPerson(t *rapid.T) person {
	word := rapid.StringMatching(`[A-ZÀÈÒŁĐŞa-zàèòłđş][A-Za-zàèéìòùłđşßç' -]{0,20}`)
	return person{
		surname: word.Draw(t, "surname"), name: word.Draw(t, "name"),
		sex:   rapid.SampledFrom([]string{"M", "F"}).Draw(t, "sex"),
		birth: Date("1927-11-25").AddDays(rapid.IntRange(0, 31000).Draw(t, "day")),
		place: rapid.StringMatching(`[A-MZ][0-9]{3}`).Draw(t, "place"),
	}
}

func omocodia(t *testing.T, cf string, places ...int) CodiceFiscale {
	t.Helper()
	code := []byte(cf)
	for _, i := range places {
		code[i] = cfOmocodia[code[i]-'0']
	}
	code[15] = ControlCharacter(code[:15])
	return CodiceFiscale(code)
}

func mustCompute(t *testing.T, surname, name, sex string, birth Date, place string) CodiceFiscale {
	t.Helper()
	cf, err := ComputeCodiceFiscale(surname, name, sex, birth, place)
	if err != nil {
		t.Fatal(err)
	}
	return cf
}
