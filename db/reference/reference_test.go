package reference_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/reference"
	"sportello/db/rule"
)

func open(t *testing.T) (*reference.Store, *db.DB) {
	t.Helper()
	d, _ := dbtest.Open(t)
	return reference.NewStore(d), d
}

func labels(all []reference.Place) []string {
	var out []string
	for _, p := range all {
		out = append(out, p.Label())
	}
	return out
}

func TestEveryTableIsLoaded(t *testing.T) {
	_, d := open(t)
	for query, want := range map[string]int{
		"SELECT count(*) FROM region":                                                                                  20,
		"SELECT count(*) FROM italian_province":                                                                        110,
		"SELECT count(*) FROM municipality WHERE current=1":                                                            7896,
		"SELECT count(DISTINCT code) FROM municipality WHERE current=1":                                                7896,
		"SELECT count(*) FROM foreign_state":                                                                           204,
		"SELECT count(*) FROM citizenship":                                                                             197,
		"SELECT count(*) FROM ateco WHERE edition=2025":                                                                3257,
		"SELECT count(*) FROM ateco WHERE edition=2007":                                                                3143,
		"SELECT count(*) FROM ateco WHERE level NOT BETWEEN 1 AND 6":                                                   0,
		"SELECT count(*) FROM profession":                                                                              1502,
		"SELECT count(*) FROM competence WHERE origin='esco'":                                                          1467,
		"SELECT count(*) FROM figure":                                                                                  20,
		"SELECT count(*) FROM figure_competence":                                                                       160,
		"SELECT max(n) FROM (SELECT count(*) n FROM figure_competence GROUP BY figure_code)":                           8,
		"SELECT count(*) FROM code_entry WHERE list='titolo_studio'":                                                   16,
		"SELECT count(*) FROM figure WHERE profession_code NOT IN (SELECT code FROM profession WHERE level=5)":         0,
		"SELECT count(*) FROM everyday_job WHERE profession_code NOT IN (SELECT code FROM profession WHERE level=5)":   0,
		"SELECT count(*) FROM italian_province WHERE sigla NOT IN (SELECT province FROM municipality WHERE current=1)": 0,
		"SELECT count(*) FROM municipality WHERE current=1 AND province NOT IN (SELECT sigla FROM italian_province)":   0,
		"SELECT count(*) FROM data_source WHERE rows=0":                                                                0,
	} {
		var got int
		if err := d.Reader().QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", query, got, err, want)
		}
	}
}

// A name holds for its time: no two rows of a code are valid on one day, but for
// Filago and Marne, one code in the source until 1928.
func TestMunicipalitiesDoNotOverlapInTime(t *testing.T) {
	_, d := open(t)
	var n int
	if err := d.Reader().QueryRow(`SELECT count(*) FROM municipality a JOIN municipality b ON a.code=b.code AND a.id<b.id
		WHERE a.valid_from<=b.valid_to AND b.valid_from<=a.valid_to AND a.code<>'D588'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d overlaps, %v", n, err)
	}
}

func TestBirthPlaceIsWhatItWasThatDay(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct {
		code string
		on   rule.Date
		want string
	}{
		{"H501", "1980-01-01", "Roma (RM)"},
		{"i054", "1950-01-01", "Sannicandro Garganico (FG)"},
		{"I054", "2010-01-01", "San Nicandro Garganico (FG)"},
		{"I054", "1862-11-09", "San Nicandro (FG)"},
		{"I054", "1800-01-01", "San Nicandro (FG)"}, // before there was an Italy: the first it had
		{"A074", "1900-01-01", "Agliè (TO)"},
		{"A001", "1924-11-13", "Abano (PD)"},
		{"M332", "2026-01-01", "Quero Vas (BL)"},
		{"Z100", "1990-01-01", "Albania"},
		{"Z312", "1990-01-01", "Congo Repubblica Democratica"},
		{"E335", "2026-11-24", "Isernia (IS)"},
		{"F839", "", "Napoli (NA)"},
	} {
		got, err := s.BirthPlace(t.Context(), c.code, c.on)
		if err != nil || c.want != "" && got.Label() != c.want {
			t.Errorf("%s on %s: %s, %v; want %s", c.code, c.on, got.Label(), err, c.want)
		}
	}
	for _, code := range []string{"", "X999", "Z999", "ND"} {
		if got, err := s.BirthPlace(t.Context(), code, "1980-01-01"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%q: %+v, %v", code, got, err)
		}
	}
}

func TestPlaceByName(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct {
		name, province string
		on             rule.Date
		code           string
		err            error
	}{
		{"SAN SEVERO", "FG", "1970-01-01", "I158", nil},
		{"San Severo", "", "", "I158", nil},
		{"SANNICANDRO GARGANICO", "", "1972-07-20", "I054", nil},
		{"SANNICANDRO GARGANICO", "", "2010-07-20", "I054", nil}, // an old name after its time
		{"S.CHIRSTOPHER E NEVIS", "", "1980-01-01", "Z533", nil},
		{"albania", "EE", "1980-01-01", "Z100", nil},
		{"Regno Unito", "", "1980-01-01", "Z114", nil}, // by the citizenship
		{"Samone", "", "1980-01-01", "", reference.ErrAmbiguous},
		{"Samone", "TO", "1980-01-01", "H753", nil},
		{"Samone (TN)", "", "1980-01-01", "H754", nil},
		{"Bozen", "", "1980-01-01", "A952", nil},
		{"Forli", "", "1980-01-01", "D704", nil},
		{"AGLIE'", "", "1980-01-01", "A074", nil},
		{"San Severo", "MI", "1980-01-01", "", db.ErrNotFound},
		{"Atlantide", "", "1980-01-01", "", db.ErrNotFound},
		{"  ", "", "1980-01-01", "", db.ErrNotFound},
	} {
		got, err := s.PlaceByName(t.Context(), c.name, c.province, c.on)
		if got.Code != c.code || !errors.Is(err, c.err) {
			t.Errorf("%s (%s) on %s: %+v, %v; want %s, %v", c.name, c.province, c.on, got, err, c.code, c.err)
		}
	}
}

func TestMunicipalitiesBeginWithWhatIsTyped(t *testing.T) {
	s, _ := open(t)
	found, err := s.Municipalities(t.Context(), "san sev", 10)
	if err != nil || len(found) == 0 || found[0].Label() != "San Severino Lucano (PZ)" || !slices.Contains(labels(found), "San Severo (FG)") {
		t.Errorf("%v, %v", labels(found), err)
	}
	for q, want := range map[string]string{
		"ROTONDO":       "San Giovanni Rotondo (FG)",
		"SANT'ANGELO D": "Sant'Angelo d'Alife (CE)",
		"Samone (TO":    "",
		"bozen":         "Bolzano (BZ)",
		"samone(tn)":    "Samone (TN)",
	} {
		found, err := s.Municipalities(t.Context(), q, 50)
		if err != nil || want != "" && !slices.Contains(labels(found), want) {
			t.Errorf("%q: %v, %v", q, labels(found), err)
		}
	}
	for _, q := range []string{"", "%", "_", "'; --"} {
		if found, err := s.Municipalities(t.Context(), q, 10); err != nil || len(found) != 0 {
			t.Errorf("%q: %v, %v", q, labels(found), err)
		}
	}
	if found, _ := s.Municipalities(t.Context(), "sannicandro garganico", 10); len(found) != 1 || found[0].Name != "San Nicandro Garganico" {
		t.Errorf("an old name leads to today's: %v", labels(found))
	}
	if found, _ := s.Municipalities(t.Context(), "a", 7); len(found) != 7 {
		t.Errorf("the limit is %d", len(found))
	}
	if found, _ := s.BirthPlaces(t.Context(), "alb", 10); !slices.Contains(labels(found), "Albania") || len(found) > 10 {
		t.Errorf("birthplaces: %v", labels(found))
	}
}

func TestProfessionsByEverydayWords(t *testing.T) {
	s, _ := open(t)
	for q, want := range map[string]string{
		"badante": "5.5.2.3.0", "saldatore": "6.2.1.7.0", "saldatrice": "6.2.1.7.0", "segretaria": "4.1.1.1.0", "cuoca": "5.2.2.1.0",
		"cameriera": "5.2.2.3.2", "elettricista": "6.1.3.7.0", "infermiere": "3.2.1.1.1", "5.2.2.3.2": "5.2.2.3.2",
		"addetto alle pulizie": "8.1.4.3.0", "barista": "5.2.2.4.0", "muratori": "6.1.2.1.0", "operatore socio-sanitario": "5.3.1.1.0",
	} {
		found, err := s.Professions(t.Context(), q, 5)
		at := slices.IndexFunc(found, func(p reference.Profession) bool { return p.Code == want })
		if err != nil || at < 0 || at > 2 {
			t.Errorf("%q: %v, %v; want %s among the first three", q, found, err, want)
		}
	}
	for _, q := range []string{"", "  ", "\"", "qzxw", "AND", "NEAR(", "*"} {
		if _, err := s.Professions(t.Context(), q, 5); err != nil {
			t.Errorf("%q: %v", q, err)
		}
	}
	if p, err := s.Profession(t.Context(), "5.2.2.3"); err != nil || p.Level != 4 {
		t.Errorf("any level by its code: %+v, %v", p, err)
	}
}

// A word begins with what is typed, whole words first; a word with one letter
// wrong is the nearest there is, and what is like no word finds nothing.
func TestProfessionsByWordsAsTheyAreTyped(t *testing.T) {
	s, _ := open(t)
	first := func(q string) string {
		t.Helper()
		found, err := s.Professions(t.Context(), q, 12)
		if err != nil || len(found) == 0 {
			t.Errorf("%q: %v, %v", q, found, err)
			return ""
		}
		return found[0].Code
	}
	for q, want := range map[string]string{
		"elettricsta": "6.1.3.7.0", "gelettricista": "6.1.3.7.0", "elettricizta": "6.1.3.7.0", "elettricitsa": "6.1.3.7.0", "xsaldatore": "6.2.1.7.0", "saldatroe": "6.2.1.7.0", "badnate": "5.5.2.3.0",
		"infermire": "3.2.1.1.1", "parrucchera": "5.5.1.1.0", "addetto pulzie": "8.1.4.3.0", "saldatore elettrco": "6.2.1.7.0", "oss": "5.3.1.1.0", "OTA": "5.3.1.1.0", "gru": "7.4.4.3.0", "sar": "6.5.3.3.4",
	} {
		if got := first(q); got != want {
			t.Errorf("%q: %s, want %s", q, got, want)
		}
	}
	for q, never := range map[string]string{"oss": "2.1.1.1.2", "gru": "2.6.5.5.3", "call center": "3.2.1.2.1", "operatore soc": "7.1.2.2.2"} {
		found, err := s.Professions(t.Context(), q, 12)
		if err != nil || slices.ContainsFunc(found, func(p reference.Profession) bool { return p.Code == never }) {
			t.Errorf("%q: %v, %v; %s is not meant", q, found, err, never)
		}
	}
	for _, q := range []string{"qzxwvv", "asl", "bdna", "elettrzzzta"} {
		if found, err := s.Professions(t.Context(), q, 12); err != nil || len(found) != 0 {
			t.Errorf("%q: %v, %v", q, found, err)
		}
	}
}

func BenchmarkProfessions(b *testing.B) {
	d, _ := dbtest.Open(b)
	s := reference.NewStore(d)
	for _, q := range []string{"oss", "saldatore", "operatore soc", "elettricsta", "qzxwvv"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Professions(b.Context(), q, 12); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestCompetences(t *testing.T) {
	s, _ := open(t)
	found, err := s.Competences(t.Context(), "saldatura", 10)
	if err != nil || len(found) < 2 || found[0].Origin != reference.FromRepertorio || found[len(found)-1].Origin != reference.FromESCO {
		t.Errorf("%+v, %v", found, err)
	}
	for _, q := range []string{"lavorare in gruppo", "HACCP", "inglese", "JavaScript", "C++"} {
		if found, err := s.Competences(t.Context(), q, 5); err != nil || len(found) == 0 {
			t.Errorf("%q: %v, %v", q, found, err)
		}
	}
	for _, code := range []string{"esco:lavorare-in-gruppo", "esco:c-plus-plus", "esco:c-sharp", "F01-C1", "T-HACCP"} {
		if c, err := s.Competence(t.Context(), code); err != nil || c.Name == "" {
			t.Errorf("%s: %+v, %v", code, c, err)
		}
	}
}

func TestSearchAndTitleOfEveryTable(t *testing.T) {
	s, _ := open(t)
	for table, q := range map[reference.Table]string{
		reference.TableMunicipalities: "foggia", reference.TableBirthPlaces: "albania", reference.TableStates: "romania",
		reference.TableCitizenships: "italia", reference.TableProvinces: "foggia", reference.TableProfessions: "barista",
		reference.TableFigures: "cuoco", reference.TableCompetences: "inglese", reference.TableAteco: "ristoranti",
		reference.TableStudyTitles: "licenza media", reference.TablePermits: "rinnovo", reference.TablePermitReasons: "lavoro",
		reference.TableDocuments: "passaporto", reference.TableTransversal: "gruppo", reference.TableLanguages: "albanese",
	} {
		found, err := s.Search(t.Context(), table, q, 5)
		if err != nil || len(found) == 0 || table.Title() == "" {
			t.Errorf("%s: %v, %v", table, found, err)
			continue
		}
		back, err := s.Title(t.Context(), table, found[0].Code)
		if err != nil || back.Name != found[0].Name {
			t.Errorf("%s %s: %+v, %v; want %+v", table, found[0].Code, back, err, found[0])
		}
		if _, err := s.Title(t.Context(), table, "none such"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s: unknown code %v", table, err)
		}
	}
	if len(reference.Tables) != 15 {
		t.Errorf("%d tables, 15 tried", len(reference.Tables))
	}
	if _, err := s.Search(t.Context(), "utenti", "a", 5); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("no such table: %v", err)
	}
	if found, _ := s.Ateco(t.Context(), "56.1", 3); len(found) != 3 || found[0].Code != "56.1" {
		t.Errorf("by code: %v", found)
	}
	for _, code := range []string{"5523", "55230", "5.5.2.3.0", "5.5.2.3."} {
		if found, err := s.Professions(t.Context(), code, 3); err != nil || len(found) == 0 || found[0].Code != "5.5.2.3.0" {
			t.Errorf("%s: %v %v", code, found, err)
		}
	}
	if first, _ := s.Citizenships(t.Context(), "", 3); len(first) != 3 || first[0].Name != "Italia" {
		t.Errorf("citizenships begin with %v", first)
	}
	if titles, _ := s.StudyTitles(t.Context()); len(titles) != 16 || titles[0].Code != "NED" {
		t.Errorf("study titles %v", titles)
	}
}

func TestResolveWhatASearchFieldHolds(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct {
		table      reference.Table
		text, want string
	}{
		{reference.TableMunicipalities, "SAN SEVERO [I158]", "San Severo (FG) [I158]"},
		{reference.TableMunicipalities, "san severo", "San Severo (FG) [I158]"},
		{reference.TableMunicipalities, "San Severo (FG)", "San Severo (FG) [I158]"},
		{reference.TableMunicipalities, "Samone", ""},
		{reference.TableMunicipalities, "Samone (TN)", "Samone (TN) [H754]"},
		{reference.TableMunicipalities, "San Sev", ""},
		{reference.TableMunicipalities, "San Severo [X999]", ""},
		{reference.TableBirthPlaces, "Albania", "Albania [Z100]"},
		{reference.TableBirthPlaces, "ALBANIA [Z100]", "Albania [Z100]"},
		{reference.TableCitizenships, "ITALIA [100]", "Italia [100]"},
		{reference.TableProfessions, "Saldatori e tagliatori a fiamma [6.2.1.2.0]", "Saldatori e tagliatori a fiamma [6.2.1.2.0]"},
		{reference.TableProfessions, "Astronauta pilota [5.5.2.3.0]", "Addetti all'assistenza personale [5.5.2.3.0]"},
		{reference.TableProfessions, "55230", "Addetti all'assistenza personale [5.5.2.3.0]"},
		{reference.TableProfessions, "5.5.2.3.0", "Addetti all'assistenza personale [5.5.2.3.0]"},
		{reference.TableProfessions, "55239", ""},
		{reference.TableProfessions, "5 anni", ""},
		{reference.TableFigures, "cuoco", "Cuoco [F12]"},
		{reference.TableFigures, "Camerieri di ristorante", "Camerieri di ristorante [5.2.2.3.2]"},
		{reference.TableFigures, "x [5.2.2.3.2]", "Camerieri di ristorante [5.2.2.3.2]"},
		{reference.TableLanguages, "inglese", "Inglese [en]"},
		{reference.TableCompetences, "lavorare in gruppo", "lavorare in gruppo [esco:lavorare-in-gruppo]"},
		{reference.TableAteco, "", ""},
		{"nessuna", "Roma", ""},
	} {
		if got, ok := s.Resolve(t.Context(), c.table, c.text); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s %q: %q, %v; want %q", c.table, c.text, got, ok, c.want)
		}
	}
	values, err := s.Lookup(t.Context(), reference.TableMunicipalities, "San Severo (FG) [I158]", 5)
	if err != nil || len(values) != 1 || values[0] != "San Severo (FG) [I158]" {
		t.Errorf("what is chosen finds itself: %q, %v", values, err)
	}
}

func TestSourcesNameEveryFile(t *testing.T) {
	s, _ := open(t)
	sources, err := s.Sources(t.Context())
	if err != nil || len(sources) < 9 {
		t.Fatalf("%v, %v", sources, err)
	}
	for _, o := range sources {
		if o.Publisher == "" || o.Licence == "" || o.File == "" || o.Rows == 0 {
			t.Errorf("%+v", o)
		}
	}
}

const ownRepertorio = "\ufefffigura_codice;cp2021;figura;competenza_codice;competenza;livello_richiesto\n" +
	"F01;6.2.1.2.0;Saldatore di tubi;F01-C1;Saldare tubi in posizione;4\n" +
	"F01;6.2.1.2.0;Saldatore di tubi;N-1;Controllare la penetrazione;3\n" +
	"X9;;Casaro;N-2;Filare la pasta;2\n"

func TestReplaceRepertorio(t *testing.T) {
	s, d := open(t)
	admin := rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}}
	operator := rule.Actor{UserID: 2, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: 1}}}
	if _, _, err := s.ReplaceRepertorio(t.Context(), operator, "a.csv", strings.NewReader(ownRepertorio)); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator: %v", err)
	}
	for range 2 { // the same file twice changes nothing more
		figures, competences, err := s.ReplaceRepertorio(t.Context(), admin, "regione.csv", strings.NewReader(ownRepertorio))
		if err != nil || figures != 2 || competences != 3 {
			t.Fatalf("%d, %d, %v", figures, competences, err)
		}
	}
	if all, _ := s.Figures(t.Context(), "", 50); len(all) != 2 {
		t.Errorf("figures %v", all)
	}
	asked, err := s.FigureCompetences(t.Context(), "F01")
	if err != nil || len(asked) != 2 || asked[0].Name != "Saldare tubi in posizione" || asked[0].RequiredLevel != 4 {
		t.Errorf("%+v, %v", asked, err)
	}
	if f, err := s.Figure(t.Context(), "F12"); err != nil || f.Name != "Cuoco" {
		t.Errorf("a retired figure is still known: %+v, %v", f, err)
	}
	if c, err := s.Competence(t.Context(), "F12-C1"); err != nil || !c.Retired {
		t.Errorf("a retired competence is still known: %+v, %v", c, err)
	}
	for _, q := range []string{"dispense", "saldare ad arco"} {
		found, _ := s.Competences(t.Context(), q, 20)
		if slices.ContainsFunc(found, func(c reference.Competence) bool { return c.Retired }) {
			t.Errorf("%q finds retired competences: %+v", q, found)
		}
	}
	if found, _ := s.Competences(t.Context(), "filare pasta", 3); len(found) == 0 || found[0].Code != "N-2" {
		t.Errorf("the new one is found: %+v", found)
	}
	sources, _ := s.Sources(t.Context())
	if last := sources[len(sources)-1]; last.File != "regione.csv" || last.Rows != 3 || last.ReplacedOn != "2026-11-24" {
		t.Errorf("%+v", last)
	}
	var audits int
	if err := d.Reader().QueryRow("SELECT count(*) FROM audit WHERE action='repertorio.sostituito' AND user_id=1").Scan(&audits); err != nil || audits != 2 {
		t.Errorf("%d audits, %v", audits, err)
	}
}

func TestParseRepertorioNamesTheLine(t *testing.T) {
	head := "figura_codice,cp2021,figura,competenza_codice,competenza,livello_richiesto\n"
	for text, want := range map[string]string{
		"":                                 "Il file è vuoto o non è un CSV.",
		head:                               "Il file non ha righe sotto l'intestazione.",
		"figura_codice,cp2021\n":           "Nel file manca la colonna «figura». Le colonne sono: figura_codice, cp2021, figura, competenza_codice, competenza, livello_richiesto.",
		head + "A,,Cuoco,A1,Cucinare,5\n":  "Riga 2: il livello richiesto va da 1 a 4, non «5».",
		head + "A,,,A1,Cucinare,3\n":       "Riga 2: manca «figura».",
		head + "A,522,Cuoco,A1,Cucinare,3": "Riga 2: il codice CP2021 si scrive come 5.2.2.3.2, non «522».",
		head + "A,,Cuoco,A1,Cucinare,3\nA,,Cuoca,A2,Servire,3":  "Riga 3: la figura «A» ha più sopra un altro nome o un altro codice CP2021.",
		head + "A,,Cuoco,A1,Cucinare,3\nB,,Oste,A1,Servire,3":   "Riga 3: la competenza «A1» ha più sopra un altro testo.",
		head + "A,,Cuoco,A1,Cucinare,3\nA,,Cuoco,A1,Cucinare,2": "Riga 3: la competenza «A1» è già nella figura «A».",
		head + "A,,Cuoco,esco:cucinare,Cucinare,3":              "Riga 2: il codice «esco:cucinare» è riservato alle competenze ESCO.",
		head + "A,,Cuoco,A1\n":                                  "Riga 2: non si legge come CSV.",
		head + "A,,Cuoco,A1,Citt\xe0,3\n":                       "Il file non è in UTF-8: salvalo come «CSV UTF-8».",
	} {
		if _, err := reference.ParseRepertorio(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

func TestRepertorioIsAllOrNothing(t *testing.T) {
	s, d := open(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		lines, _ := reference.ParseRepertorio(strings.NewReader(ownRepertorio))
		if _, _, err := reference.ReplaceRepertorioTx(t.Context(), tx, rule.System, "a.csv", lines); err != nil {
			return err
		}
		return errors.New("later in the act")
	})
	if all, _ := s.Figures(t.Context(), "", 50); err == nil || len(all) != 20 {
		t.Errorf("%d figures, %v", len(all), err)
	}
}

// A search field asks at every keystroke: no scan of a big table by its code.
func TestLookupsUseTheirIndexes(t *testing.T) {
	_, d := open(t)
	for _, query := range []string{
		"SELECT name FROM municipality WHERE code='H501' ORDER BY valid_to DESC LIMIT 1",
		"SELECT name FROM municipality WHERE name_fold>='san' AND name_fold<'sao' AND current=1",
		"SELECT name FROM municipality WHERE name_fold='roma' OR other_fold='roma' AND other_fold<>''",
		"SELECT title FROM ateco WHERE code='56.1'",
		"SELECT name FROM profession WHERE code='5.2.2.3.2'",
		"SELECT name FROM competence WHERE code='T-SIC'",
	} {
		rows, err := d.Reader().Query("EXPLAIN QUERY PLAN " + query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var plan string
			if err := rows.Scan(&a, &b, &c, &plan); err != nil || strings.HasPrefix(plan, "SCAN") {
				t.Errorf("%s: %s, %v", query, plan, err)
			}
		}
		rows.Close()
	}
}
