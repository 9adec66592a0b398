package scheda

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sportello/db/rule"
)

const testPanels = `phase,panel_order,panel_code,panel_title,field,label,type,required,validation,source_of_prefill,help_text
una,1,A01,Primo,_panel,Primo,panel,si,,,Istruzioni del pannello.
una,1,A01,Primo,nome,Nome,text,si,,,
una,1,A01,Primo,note,Note,textarea,no,,,
una,1,A01,Primo,nascita,Nascita,date,si,,,
una,1,A01,Primo,fine,Fine,date,no,,,
una,1,A01,Primo,ora,Ora,time,no,,,
una,1,A01,Primo,anno,Anno,year,no,,,
una,1,A01,Primo,figli,Figli,number,no,,,
una,1,A01,Primo,ore,Ore,decimal,no,,,
una,1,A01,Primo,canale,Canale,select,no,,,
una,1,A01,Primo,motivi,Motivi,multiselect,no,,,
una,1,A01,Primo,consenso,Consenso,bool,no,,,
una,1,A01,Primo,conferma,Conferma,bool,no,,,
una,1,A01,Primo,email,E-mail,email,cond,,,
una,1,A01,Primo,telefono,Telefono,tel,no,,,
una,1,A01,Primo,fiducia,Fiducia,scale,no,,,
una,1,A01,Primo,forze,Punti di forza,list,no,,,
una,1,A01,Primo,valori,Valori,ranking,no,,,
una,1,A01,Primo,comune,Comune,lookup,no,,,
una,1,A01,Primo,competenze,Competenze,multilookup,no,,,
una,1,A01,Primo,consulente,Consulente,ref,no,,,
una,1,A01,Primo,scansione,Scansione,file,no,,,
una,1,A01,Primo,residenza,Residenza,group,no,,,
una,1,A01,Primo,numero,Numero,readonly,no,,,
due,1,B01,Secondo,_panel,Secondo,panel,si,,,
due,1,B01,Secondo,righe,Righe,repeat,no,,,
due,1,B01,Secondo,righe.titolo,Titolo,text,si,,,
due,1,B01,Secondo,righe.livello,Livello,scale,si,,,
due,1,B01,Secondo,righe.prova,Prova,text,cond,,,
due,1,B01,Secondo,righe.file,File,file,no,,,
due,1,B01,Secondo,base,Voci,fixedlist,si,,,
due,1,B01,Secondo,base.livello,Livello,scale,si,,,
due,1,B01,Secondo,base.prova,Prova,text,cond,,,
`

const testDetails = `# words of the test scheda
A01.nome
  max_len 10
A01.nascita
  not_after oggi
A01.fine
  after nascita
  not_after oggi+12m :: Entro il {limite}.
A01.anno
  not_before nascita+10y
  not_after oggi
A01.figli
  min 0
  max 20
A01.ore
  min 0.5
  max 12
  step 0.5
A01.canale
  option telefono Al telefono
  option persona Di persona
  warn_when canale = telefono :: Meglio di persona.
A01.motivi
  option lavoro Lavoro
  option corso Corso
  option nessuno Nessuno
  exclusive nessuno
A01.consenso
  check
A01.conferma
  true Serve la conferma.
  check
A01.email
  required_when consenso = si
  required_when canale = telefono and figli >= 3
A01.fiducia
  min 1
  max 3
  meaning 1 poca
  meaning 2 media
  meaning 3 molta
A01.forze
  min_items 2
  max_items 3
A01.valori
  option a Autonomia
  option r Reddito
  option s Stabilità
  min_items 2
  max_items 2
A01.comune
  source comuni
A01.competenze
  source competenze
  free
  max_items 2
A01.residenza
  sub comune lookup si Comune
  sub cap text si CAP
A01.residenza.comune
  source comuni
A01.residenza.cap
  pattern cap
B01.righe
  min_items 1
  max_items 3
  sub_before data date no Data
  sub_before ora time no Ora
B01.righe.data
  ascending
B01.righe.titolo
  unique
B01.righe.livello
  min 0
  max 4
  meaning 0 no
  meaning 1 uno
  meaning 2 due
  meaning 3 tre
  meaning 4 quattro
B01.righe.prova
  required_when livello >= 3
B01.base
  item leggere Leggere
  item contare Contare
B01.base.livello
  min 0
  max 4
  meaning 0 no
  meaning 1 uno
  meaning 2 due
  meaning 3 tre
  meaning 4 quattro
B01.base.prova
  required_when livello > $soglia
  required_when livello >= 3
`

func testDefinition(t testing.TB) Definition {
	t.Helper()
	d, err := Parse("prova", testPanels, testDetails)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func testPanel(t testing.TB, code string) Panel {
	p, ok := testDefinition(t).Panel(code)
	if !ok {
		t.Fatalf("no panel %s", code)
	}
	return p
}

var testContext = Context{
	Today:   "2026-11-24",
	Choices: map[string][]Option{"A01.consulente": {{"7", "Marco De Santis"}}},
	Resolve: func(source, text string) (string, bool) { return text, Code(text) == "I158" },
}

// complete returns answers of A01 without error.
func complete() Answers {
	return Answers{"nome": T("Rocco"), "nascita": T("1974-03-15"), "conferma": T("si")}
}

func TestValidateEachType(t *testing.T) {
	p := testPanel(t, "A01")
	cases := []struct {
		name  string
		field string // of the error expected, "" for none
		value Value
		says  string
	}{
		{"text blank", "nome", T(""), "Compila «Nome»."},
		{"text too long", "nome", T("Bartolomeo Maria"), "Il testo è lungo 16 caratteri: il massimo è 10."},
		{"date blank", "nascita", T(""), "Manca la data: «Nascita»."},
		{"date that is not", "nascita", T("31/02/1974"), "Il 31 febbraio 1974 non esiste."},
		{"date in the future", "nascita", T("2026-11-25"), "«Nascita» non può essere nel futuro: hai scritto 25/11/2026."},
		{"date before another", "fine", T("1974-03-15"), "«Fine» deve venire dopo il 15/03/1974."},
		{"date too far", "fine", T("2027-11-25"), "Entro il 24/11/2027."},
		{"time", "ora", T("25:10"), "Scrivi l'ora come 9:30."},
		{"year words", "anno", T("novanta"), "Scrivi l'anno con quattro cifre, per esempio 2009."},
		{"year too early", "anno", T("1980"), "«Anno» non può venire prima del 1984: hai scritto 1980."},
		{"year in the future", "anno", T("2027"), "«Anno» non può essere nel futuro: hai scritto 2027."},
		{"number words", "figli", T("due"), "Scrivi un numero, per esempio 12."},
		{"number not whole", "figli", T("1.5"), "Scrivi un numero, per esempio 12."},
		{"number too small", "figli", T("-1"), "Il numero più piccolo ammesso è 0: hai scritto -1."},
		{"number too big", "figli", T("21"), "Il numero più grande ammesso è 20: hai scritto 21."},
		{"decimal step", "ore", T("1.3"), "Scrivi un multiplo di 0,5, per esempio 1."},
		{"decimal not a number", "ore", T("NaN"), "Scrivi un numero, per esempio 7,5."},
		{"select of none", "canale", T("fax"), "Scegli una delle voci di «Canale»."},
		{"multiselect of none", "motivi", Many("lavoro", "altro"), "«altro» non è fra le voci di «Motivi»."},
		{"multiselect exclusive", "motivi", Many("lavoro", "nessuno"), "«Nessuno» non sta insieme ad altre voci: togli l'una o le altre."},
		{"bool", "consenso", T("forse"), "Rispondi sì o no."},
		{"bool that must be true", "conferma", T("no"), "Serve la conferma."},
		{"email", "email", T("rocco.bianchi@"), "L'indirizzo e-mail è incompleto: scrivilo come nome@posta.it."},
		{"email with a name", "email", T("rocco <r@posta.it>"), "L'indirizzo e-mail non può contenere spazi."},
		{"tel letters", "telefono", T("chiamare dopo"), "Nel numero di telefono c'è «c»: usa solo cifre, con + davanti al prefisso dell'estero."},
		{"tel short", "telefono", T("12345"), "Il numero di telefono ha da 6 a 11 cifre, per esempio 0882 123456 o 333 1234567."},
		{"scale", "fiducia", T("4"), "Scegli un livello da 1 a 3."},
		{"list too short", "forze", Many("una"), "In «Punti di forza» servono almeno 2 voci: ce n'è 1."},
		{"list too long", "forze", Many("a", "b", "c", "d"), "In «Punti di forza» bastano 3 voci: ce ne sono 4."},
		{"ranking hole", "valori.1", Many("", "a"), "Scegli la voce al posto 1."},
		{"ranking twice", "valori.2", Many("a", "a"), "«Autonomia» è già in un altro posto."},
		{"ranking short", "valori.2", Many("a"), "Scegli la voce al posto 2."},
		{"ranking of none", "valori.1", Many("z", "a"), "«z» non è fra le voci di «Valori»."},
		{"lookup of none", "comune", T("Sansevero"), "«Sansevero» non è nell'elenco. Scrivi una parte del nome e scegli fra le voci proposte."},
		{"multilookup too many", "competenze", Many("a", "b", "c"), "In «Competenze» bastano 2 voci: ce ne sono 3."},
		{"ref of none", "consulente", T("8"), "Scegli una delle voci di «Consulente»."},
		{"group in part", "residenza.cap", In(Answers{"comune": T("San Severo [I158]")}), "Compila «CAP»."},
		{"group form", "residenza.cap", In(Answers{"comune": T("San Severo [I158]"), "cap": T("7101")}), "Il CAP ha 5 cifre, per esempio 71016."},
	}
	good := Answers{
		"note": T("una\ndue"), "fine": T("1974-03-16"), "ora": T("09:30"), "anno": T("1984"), "figli": T("20"), "ore": T("7.5"),
		"canale": T("persona"), "motivi": Many("lavoro", "corso"), "consenso": T("no"), "email": T("r.bianchi@posta.it"),
		"telefono": T("+39 340 118-7725"), "fiducia": T("3"), "forze": Many("a", "b"), "valori": Many("s", "a"),
		"comune": T("San Severo [I158]"), "competenze": Many("regolare una macchina"), "consulente": T("7"),
		"residenza": In(Answers{"comune": T("San Severo [I158]"), "cap": T("71016")}),
	}
	for name, v := range good {
		a := complete()
		a[name] = v
		if errs, warnings := Validate(p, a, testContext); len(errs)+len(warnings) > 0 {
			t.Errorf("%s = %v: %v %v", name, v, errs, warnings)
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := complete()
			top, _, _ := strings.Cut(c.field, ".")
			a[top] = c.value
			errs, _ := Validate(p, a, testContext)
			if diff := cmp.Diff(rule.Refusals{{Field: c.field, Message: c.says}}, errs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestConditionalRequirement(t *testing.T) {
	p := testPanel(t, "A01")
	cases := []struct {
		consenso, canale, figli string
		required                bool
	}{
		{"", "", "", false},
		{"no", "", "", false},
		{"si", "", "", true},
		{"", "telefono", "2", false},
		{"", "telefono", "3", true},
		{"", "persona", "9", false},
		{"", "telefono", "tre", false},
	}
	for _, c := range cases {
		a := complete()
		a["consenso"], a["canale"], a["figli"] = T(c.consenso), T(c.canale), T(c.figli)
		errs, _ := Validate(p, a, testContext)
		if got := errs.For("email") != ""; got != c.required {
			t.Errorf("%+v: required = %v", c, got)
		}
	}
}

func TestWarningDoesNotStop(t *testing.T) {
	a := complete()
	a["canale"] = T("telefono")
	errs, warnings := Validate(testPanel(t, "A01"), a, testContext)
	if len(errs) > 0 || warnings.For("canale") != "Meglio di persona." {
		t.Errorf("%v %v", errs, warnings)
	}
}

func TestConditionsOnOtherPanels(t *testing.T) {
	for text, wants := range map[string]map[string]bool{
		"A01.consenso = si":   {"": false, "si": true, "no": false},
		"A01.consenso != si":  {"": false, "si": false, "no": true},
		"A01.consenso not si": {"": true, "si": false, "no": true},
	} {
		cs, err := ParseConditions(text)
		if err != nil {
			t.Fatal(err)
		}
		for answer, want := range wants {
			s := scope{panel: Answers{}, others: map[string]Answers{"A01": {"consenso": T(answer)}}}
			if got := cs.hold(s); got != want {
				t.Errorf("%s of %q: %v", text, answer, got)
			}
		}
	}
}

func TestRowsAndItems(t *testing.T) {
	p := testPanel(t, "B01")
	base := In(Answers{
		"leggere": In(Answers{"livello": T("3"), "prova": T("legge il giornale")}),
		"contare": In(Answers{"livello": T("1")}),
	})
	row := func(data, titolo, livello, prova string) Answers {
		return Answers{"data": T(data), "titolo": T(titolo), "livello": T(livello), "prova": T(prova)}.Compact()
	}
	cases := []struct {
		name string
		a    Answers
		want rule.Refusals
	}{
		{"well", Answers{"base": base, "righe": Rows(row("", "saldare", "2", ""), row("", "tornire", "3", "attestato"))}, nil},
		{"optional rows may lack", Answers{"base": base}, nil},
		{"too many", Answers{"base": base, "righe": Rows(row("", "a", "0", ""), row("", "b", "0", ""), row("", "c", "0", ""), row("", "d", "0", ""))},
			rule.Refusals{{Field: "righe", Message: "In «Righe» bastano 3 righe: ce ne sono 4."}}},
		{"required in a row", Answers{"base": base, "righe": Rows(row("", "a", "1", ""), row("", "", "3", ""))},
			rule.Refusals{{Field: "righe.1.titolo", Message: "Compila «Titolo»."}, {Field: "righe.1.prova", Message: "Compila «Prova»."}}},
		{"unique", Answers{"base": base, "righe": Rows(row("", "Saldare", "1", ""), row("", "saldare", "1", ""))},
			rule.Refusals{{Field: "righe.1.titolo", Message: "«saldare» è già in un'altra riga."}}},
		{"ascending", Answers{"base": base, "righe": Rows(row("2026-11-20", "a", "1", ""), row("2026-11-19", "b", "1", ""))},
			rule.Refusals{{Field: "righe.1.data", Message: "Metti le righe in ordine: questa viene prima di quella sopra (20/11/2026)."}}},
		{"fixed list blank", Answers{},
			rule.Refusals{{Field: "base.leggere.livello", Message: "Scegli una voce: «Livello»."}, {Field: "base.contare.livello", Message: "Scegli una voce: «Livello»."}}},
		{"fixed list condition", Answers{"base": In(Answers{"leggere": In(Answers{"livello": T("4")}), "contare": In(Answers{"livello": T("2")})})},
			rule.Refusals{{Field: "base.leggere.prova", Message: "Compila «Prova»."}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			errs, _ := Validate(p, c.a, testContext)
			if diff := cmp.Diff(c.want, errs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeKeepsWhatWasTyped(t *testing.T) {
	form := url.Values{
		"nome": {"  Rocco "}, "nascita": {"31/02/1974"}, "fine": {"1/12/2026"}, "ora": {"9.30"}, "anno": {"novanta"},
		"ore": {"7,5"}, "figli": {"02"}, "note": {"una\r\ndue"}, "motivi": {"corso", "corso", "lavoro"}, "consenso": {"on"},
		"forze": {"uno", "", "uno"}, "valori.2": {"a"}, "email": {"Rocco@Posta.IT"}, "numero": {"rubato"}, "scansione": {"rubata"},
		"residenza.cap": {"7101"}, "sconosciuto": {"x"},
	}
	want := Answers{
		"nome": T("Rocco"), "nascita": T("31/02/1974"), "fine": T("2026-12-01"), "ora": T("09:30"), "anno": T("novanta"),
		"ore": T("7.5"), "figli": T("2"), "note": T("una\ndue"), "motivi": Many("corso", "lavoro"), "consenso": T("si"),
		"forze": Many("uno", "uno"), "valori": Many("", "a"), "email": T("rocco@posta.it"),
		"residenza": In(Answers{"cap": T("7101")}),
	}
	if diff := cmp.Diff(want, Decode(testPanel(t, "A01"), form)); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeRows(t *testing.T) {
	p := testPanel(t, "B01")
	form := url.Values{
		"righe.0.titolo": {"saldare"}, "righe.0._id": {"00c0ffee"}, "righe.3.titolo": {"tornire"}, "righe.1.titolo": {"  "},
		"righe.10.titolo": {"fresare"}, "righe.x.titolo": {"no"}, "righe.-1.titolo": {"no"}, "righe.4.titolo": {"saldare"}, "righe.4._id": {"00c0ffee"},
	}
	a := Decode(p, form)
	var titles, ids []string
	for _, r := range a.Rows("righe") {
		titles, ids = append(titles, r.Text("titolo")), append(ids, r.Text(RowID))
	}
	if diff := cmp.Diff([]string{"saldare", "tornire", "saldare", "fresare"}, titles); diff != "" {
		t.Error(diff)
	}
	if ids[0] != "00c0ffee" || ids[2] == ids[0] || ids[1] == "" || ids[1] == ids[3] {
		t.Errorf("identities %v", ids)
	}
	if again := Decode(p, Encode(p, a)); !again.Equal(a) {
		t.Errorf("identities change: %s", again.Canonical())
	}
	RemoveRow(form, "righe.3")
	if got := len(Decode(p, form).Rows("righe")); got != 3 {
		t.Errorf("%d rows after the removal", got)
	}
}

func TestKeepTakesWhatNoFormCanChange(t *testing.T) {
	p := testPanel(t, "A01")
	stored := Answers{"numero": T("2026/0001"), "scansione": T("contratto.pdf [4]"), "nome": T("Rocco")}
	got := Keep(p, Decode(p, url.Values{"nome": {"Ivo"}, "numero": {"falso"}}), stored)
	if diff := cmp.Diff(Answers{"nome": T("Ivo"), "numero": T("2026/0001"), "scansione": T("contratto.pdf [4]")}, got); diff != "" {
		t.Error(diff)
	}
	q := testPanel(t, "B01")
	stored = Answers{"righe": Rows(Answers{RowID: T("aaaa1111"), "titolo": T("uno"), "file": T("uno.pdf [9]")}, Answers{RowID: T("bbbb2222"), "titolo": T("due")})}
	form := Encode(q, stored)
	RemoveRow(form, "righe.1")
	got = Keep(q, Decode(q, form), stored)
	if got.Text("righe.0.file") != "uno.pdf [9]" || len(got.Rows("righe")) != 1 {
		t.Errorf("%s", got.Canonical())
	}
}

func TestFingerprintIsOfWhatIsSaid(t *testing.T) {
	one := map[string]Answers{"A01": {"nome": T("D'Angelo <& >"), "note": T("")}, "B01": {}}
	two := map[string]Answers{"A01": {"nome": T("D'Angelo <& >")}}
	if Fingerprint(one) != Fingerprint(two) {
		t.Error("blank answers change the fingerprint")
	}
	if got, want := string(one["A01"].Canonical()), `{"nome":"D'Angelo <& >"}`; got != want {
		t.Errorf("canonical %s, want %s", got, want)
	}
	// SHA-256 of {"A01":{"nome":"D'Angelo <& >"}}, computed with sha256sum
	if got := Fingerprint(one)[:12]; got != "7c8f92f184eb" {
		t.Errorf("fingerprint %s", got)
	}
	two["A01"]["nome"] = T("Dangelo")
	if Fingerprint(one) == Fingerprint(two) {
		t.Error("another answer, the same fingerprint")
	}
}

func TestDescribe(t *testing.T) {
	a := complete()
	a["canale"], a["ore"], a["valori"] = T("persona"), T("7.5"), Many("s", "a")
	a["residenza"] = In(Answers{"comune": T("San Severo [I158]"), "cap": T("71016")})
	got := Describe(testPanel(t, "A01"), a, testContext)
	want := Section{Code: "A01", Title: "Primo", Entries: []Entry{
		{Label: "Nome", Text: "Rocco"}, {Label: "Nascita", Text: "15/03/1974"}, {Label: "Ore", Text: "7,5"},
		{Label: "Canale", Text: "Di persona"}, {Label: "Conferma", Text: "sì"},
		{Label: "Valori", Text: "1. Stabilità; 2. Autonomia"}, {Label: "Residenza", Text: "Comune: San Severo (I158); CAP: 71016"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	b := Answers{
		"righe": Rows(Answers{RowID: T("aaaa1111"), "titolo": T("saldare"), "livello": T("3")}),
		"base":  In(Answers{"contare": In(Answers{"livello": T("1")})}),
	}
	got = Describe(testPanel(t, "B01"), b, testContext)
	want = Section{Code: "B01", Title: "Secondo", Entries: []Entry{
		{Label: "Righe", Table: &Table{Head: []string{"Titolo", "Livello"}, Rows: [][]string{{"saldare", "3 tre"}}}},
		{Label: "Voci", Table: &Table{Head: []string{"Voce", "Livello"}, Rows: [][]string{{"Contare", "1 uno"}}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOverrides(t *testing.T) {
	d := testDefinition(t)
	text := func(s string) *string { return &s }
	need := func(r Requirement) *Requirement { return &r }
	changed, err := d.With(2, map[string]Override{
		"A01.note":        {Label: text("Annotazioni"), Help: text("Solo fatti."), Required: need(Required)},
		"A01.nome":        {Required: need(Optional)},
		"B01.righe.prova": {Required: need(Required)},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := changed.Panel("A01")
	errs, _ := Validate(p, Answers{"nascita": T("1974-03-15"), "conferma": T("si")}, testContext)
	if diff := cmp.Diff(rule.Refusals{{Field: "note", Message: "Compila «Annotazioni»."}}, errs); diff != "" {
		t.Error(diff)
	}
	if old, _ := d.Panel("A01"); old.Fields[1].Label != "Note" || changed.Version != 2 || d.Version != 1 {
		t.Error("the first version changed")
	}
	if b, _ := d.Panel("B01"); b.Fields[0].Sub[4].Required != Conditional {
		t.Error("a subfield of the first version changed")
	}
	for path, c := range map[string]Override{
		"A01.nulla":     {Label: text("x")},
		"A01.numero":    {Required: need(Required)},
		"A01.conferma":  {Required: need(Required)},
		"A01.canale":    {Required: need(Conditional)},
		"A01.telefono":  {Required: need("forse")},
		"A01.figli":     {Label: text("  ")},
		"A01.scansione": {Required: need(Required)},
	} {
		if _, err := d.With(2, map[string]Override{path: c}); err == nil {
			t.Errorf("%s: no refusal", path)
		}
	}
}

func TestParseRefusesWhatMeansNothing(t *testing.T) {
	for _, details := range []string{
		"A01.assente\n  help x", "A01.nome\n  colore rosso", "A01.nome\n  max_len molti",
		"A01.figli\n  required_when consenso", "A01.figli\n  required_when consenso = ", "A01.fine\n  after nascita+3w",
		"A01.canale\n  warn_when canale = telefono", "A01.canale\n  option solo", "A01.residenza\n  sub x text",
		"A01.fiducia\n  meaning 9 troppa", "B01.righe\n  row_title manca", "A01.residenza\n  sub r repeat si Righe",
	} {
		if _, err := Parse("prova", testPanels, testDetails+details); err == nil {
			t.Errorf("accepted: %s", details)
		}
	}
}

func TestInfinitive(t *testing.T) {
	for text, want := range map[string]bool{
		"saldare giunti di telai": true, "Non sprecare materiale": true, "prendersi cura di anziani": true, "condurlo": true,
		"portarle a casa": true, "esporre la merce": true, "produrre pezzi": true, "saldatura": false, "misure e tagli": false, "": false,
		"lavoro in serra": false, "verificare a vista i cordoni": true,
	} {
		if got := startsWithInfinitive(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLookupValues(t *testing.T) {
	for _, c := range []struct{ text, name, code string }{
		{"Roma [H501]", "Roma", "H501"}, {"regolare una macchina", "regolare una macchina", ""},
		{"Addetto [capo] turno [6.2.1]", "Addetto [capo] turno", "6.2.1"}, {"[H501]", "[H501]", ""},
	} {
		if Name(c.text) != c.name || Code(c.text) != c.code {
			t.Errorf("%q: %q %q", c.text, Name(c.text), Code(c.text))
		}
		if c.code != "" && Coded(c.name, c.code) != c.text {
			t.Errorf("%q is not put together again", c.text)
		}
	}
}

func ExampleParse() {
	d, err := Parse("prova", testPanels, testDetails)
	p, _ := d.Panel("B01")
	fmt.Println(err, len(d.Panels()), p.Fields[0].Sub[0].Name, p.Fields[0].Sub[1].Name, p.Path("righe.2.titolo"), p.Path("base.leggere.livello"))
	// Output: <nil> 2 data ora righe.titolo base.livello
}

// A day that the system filled in is read like any other day; what only looks
// like one is not touched.
func TestADayFilledInIsReadAsADay(t *testing.T) {
	for text, want := range map[string]string{"2026-10-23": "23/10/2026", "2026/0008": "2026/0008", "2026-10-32": "2026-10-32", "": ""} {
		if got := Display(Field{Type: ReadOnly}, nil, text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}
