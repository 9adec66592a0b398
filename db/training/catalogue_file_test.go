package training

import (
	"strings"
	"testing"
)

func TestReadCatalogue(t *testing.T) {
	const header = "codice_percorso,titolo,figura_cp2021,livello_eqf,ore,modalita,descrizione,competenze,requisiti,organismo_cf,organismo,codice_edizione,sede_comune,provincia,data_inizio,data_fine,posti,posti_occupati,orario\n"
	file, err := ReadCatalogue(strings.NewReader(header +
		"P1,Cuoco,,3,80,presenza,Cottura.,vini|  |cucina,,012,Ente,E1,Foggia,fg,2027-01-10,2027-02-10,15,3,Mattina\n" +
		"P1,Cuoco,,3,80,presenza,Cottura.,vini,,012,Ente,E2,Lecce,LE,10/03/2027,,15,20,\n" +
		"P1,Cuoco nuovo,,3,80,presenza,Cottura.,vini,,012,Ente,E1,Foggia,FG,2027-01-10,2027-02-10,15,4,mattina\n" +
		"P2,Sarta,,3,80,presenza,,,,,,,,,,,,,\n" +
		",Senza codice,,,,,,,,,,,,,,,,,\n" +
		"P3,Data falsa,,,,,,,,012,Ente,E3,Foggia,FG,2027-02-30,,10,0,\n" +
		"P4,Posti strani,,,,,,,,012,Ente,E4,Foggia,FG,,,dieci,0,\n" +
		"P5,Senza ente,,,,,,,,,,E5,Foggia,FG,,,10,0,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Rows) != 3 || file.Duplicates != 1 || len(file.Rejected) != 4 {
		t.Fatalf("%d rows, %d duplicates, %d rejected: %+v", len(file.Rows), file.Duplicates, len(file.Rejected), file.Rejected)
	}
	for i, want := range []struct {
		line   int
		reason string
	}{{6, "Manca il codice del percorso."}, {7, "Il 30 febbraio 2027 non esiste."}, {8, "«dieci» non è un numero"}, {9, "non ha un organismo"}} {
		if r := file.Rejected[i]; r.Line != want.line || !strings.Contains(r.Reason, want.reason) {
			t.Errorf("rejected %d: line %d %q, want line %d %q", i, r.Line, r.Reason, want.line, want.reason)
		}
	}
	if e := file.Rows[0].Edition; file.Rows[0].Course.Title != "Cuoco nuovo" || e.SeatsTaken != 4 || e.Place.Province != "FG" || e.Timetable != "mattina" {
		t.Errorf("the last of two lines of one edition did not win: %+v", file.Rows[0])
	}
	if len(file.Rows[1].Warnings) != 1 {
		t.Errorf("more taken than there are seats: %v", file.Rows[1].Warnings)
	}
	candidates := file.Candidates()
	if len(candidates) != 2 || len(candidates[0].Editions) != 2 || len(candidates[0].Bodies) != 1 || len(candidates[1].Bodies) != 0 {
		t.Errorf("candidates: %+v", candidates)
	}
}

func TestReadCatalogueOfAnOldSpreadsheet(t *testing.T) {
	file, err := ReadCatalogue(strings.NewReader("\xef\xbb\xbfCodice percorso;TITOLO;Organismo;organismo cf\r\nP1;Attivit\u00e0 di sala;Ente;012\r\n"))
	if err != nil || len(file.Rows) != 1 || file.Rows[0].Course.Title != "Attività di sala" {
		t.Errorf("semicolons and a mark of byte order: %v %+v", err, file)
	}
	file, err = ReadCatalogue(strings.NewReader("codice_percorso,titolo,organismo\nP1,Attivit\xe0 di sala,\n"))
	if err != nil || file.Rows[0].Course.Title != "Attività di sala" {
		t.Errorf("Windows-1252: %v %+v", err, file)
	}
}

func TestReadCatalogueRefusesWhatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "vuoto",
		"PK\x03\x04\x00\x00": "non è un CSV",
		"a,b\n1,2\n":         "manca la colonna",
		"codice_percorso,titolo,organismo\n\"P1,x\n": "riga",
	} {
		if _, err := ReadCatalogue(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestReadCatalogueOfTheRegion(t *testing.T) {
	candidates := testCatalogue(t)
	editions, alone := 0, 0
	for _, c := range candidates {
		editions += len(c.Editions)
		if len(c.Bodies) == 0 {
			alone++
		}
	}
	if len(candidates) != 476 || editions != 689 || alone != 72 {
		t.Errorf("%d courses, %d editions, %d without a body; want 476, 689, 72", len(candidates), editions, alone)
	}
}
