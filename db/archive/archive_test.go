package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// The people of these tests: an operator and the head of office 1 (Foggia), an
// operator of another province, an administrator.
func actors(t testing.TB, d *db.DB) (operator, head, elsewhere, admin rule.Actor) {
	t.Helper()
	var here, there int64
	if err := d.Reader().QueryRow("SELECT min(id) FROM cpi WHERE province='FG'").Scan(&here); err != nil {
		t.Fatal(err)
	}
	if err := d.Reader().QueryRow("SELECT min(id) FROM cpi WHERE province='LE'").Scan(&there); err != nil {
		t.Fatal(err)
	}
	grant := func(role rule.Role, cpi int64, province string) []rule.Grant {
		return []rule.Grant{{Role: role, Scope: rule.ScopeOf(role), CPI: cpi, Province: province}}
	}
	return rule.Actor{UserID: 1, Grants: grant(rule.RoleOperator, here, "FG")},
		rule.Actor{UserID: 2, Grants: grant(rule.RoleOfficeHead, here, "FG")},
		rule.Actor{UserID: 3, Grants: grant(rule.RoleOfficeHead, there, "LE")},
		rule.Actor{UserID: 4, Grants: grant(rule.RoleAdmin, 0, "")}
}

func write(t testing.TB, d *db.DB, act func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), act); err != nil {
		t.Fatal(err)
	}
}

// wantRefusal asserts a refusal that says something.
func wantRefusal(t testing.TB, err error, says string) {
	t.Helper()
	var one rule.Refusal
	var many rule.Refusals
	if !errors.As(err, &one) && !errors.As(err, &many) || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a refusal that says %q", err, says)
	}
}

func TestProtocolHasNoGapsAndBeginsAgain(t *testing.T) {
	d, clock := dbtest.Open(t)
	operator, head, elsewhere, admin := actors(t, d)
	s := NewStore(d)
	entry := Entry{Direction: Outgoing, Counterpart: "Rossi Maria", Subject: "Convocazione", CPI: operator.CPI()}
	take := func() Protocol {
		var p Protocol
		write(t, d, func(tx *db.Tx) error {
			var err error
			p, err = ProtocolTx(t.Context(), tx, operator, entry)
			return err
		})
		return p
	}
	if p := take(); p.String() != "2026/0000001" || p.Date() != "2026-11-24" {
		t.Errorf("first number %s of %s", p, p.Date())
	}
	broken := errors.New("broken")
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := ProtocolTx(t.Context(), tx, operator, entry); err != nil {
			return err
		}
		return broken
	}); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	second := take()
	if second.String() != "2026/0000002" {
		t.Errorf("after an act that failed: %s, want no gap", second)
	}
	// 31 December 23:30 UTC is already the new year in Rome.
	clock.Set(time.Date(2026, 12, 31, 22, 59, 0, 0, time.UTC))
	if p := take(); p.String() != "2026/0000003" {
		t.Errorf("last of the year: %s", p)
	}
	clock.Set(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC))
	if p := take(); p.String() != "2027/0000001" {
		t.Errorf("first of the new year: %s", p)
	}

	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := ProtocolTx(t.Context(), tx, operator, Entry{Direction: "x"})
		return err
	})
	wantRefusal(t, err, "Scrivi l'oggetto.")

	wantRefusal(t, s.AnnulProtocol(t.Context(), head, second.ID, "  "), "Scrivi perché")
	for name, a := range map[string]rule.Actor{"operator": operator, "elsewhere": elsewhere} {
		if err := s.AnnulProtocol(t.Context(), a, second.ID, "errore"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s annulled: %v", name, err)
		}
	}
	if err := s.AnnulProtocol(t.Context(), head, second.ID, "numero preso per errore"); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, s.AnnulProtocol(t.Context(), head, second.ID, "ancora"), "già annullata")
	if p := take(); p.String() != "2027/0000002" {
		t.Errorf("after an annulment: %s", p)
	}

	lines, err := s.Register(t.Context(), head, RegisterFilter{Year: 2026})
	if err != nil || len(lines) != 3 || lines[0].Number != 3 || !lines[1].Annulled() || lines[1].AnnulledReason != "numero preso per errore" {
		t.Errorf("register of 2026: %+v, %v", lines, err)
	}
	for _, c := range []struct {
		actor rule.Actor
		f     RegisterFilter
		want  int
	}{
		{admin, RegisterFilter{}, 5}, {elsewhere, RegisterFilter{}, 0}, {head, RegisterFilter{Day: "2026-11-24"}, 2}, {head, RegisterFilter{Day: "2027-01-01"}, 2},
		{head, RegisterFilter{Text: "2027/0000002"}, 1}, {head, RegisterFilter{Text: "%"}, 0}, {head, RegisterFilter{Text: "ross"}, 5}, {head, RegisterFilter{Direction: Incoming}, 0},
		{head, RegisterFilter{Limit: 2}, 2}, {head, RegisterFilter{Before: second.ID}, 1},
	} {
		got, err := s.Register(t.Context(), c.actor, c.f)
		if err != nil || len(got) != c.want {
			t.Errorf("%+v: %d lines, want %d (%v)", c.f, len(got), c.want, err)
		}
	}
	if _, err := s.RegisterEntry(t.Context(), elsewhere, second.ID); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, x%h, color.RGBA{R: uint8(x), A: 255})
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func jpegOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// aPDF is a small sound PDF with one page; extra goes into its catalogue.
func aPDF(extra string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R " + extra + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << >> /Contents 4 0 R >>",
		"<< /Length 8 >>\nstream\n0 0 m f \nendstream",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func upload(name string, content []byte) Upload { return Upload{name, bytes.NewReader(content)} }

func filesBelow(t testing.TB, d *db.DB) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(d.FilesDir(), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReceiveKeepsWhatIsSound(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	operator, _, _, _ := actors(t, d)
	for name, c := range map[string]struct {
		upload Upload
		media  string
		kept   string
	}{
		"pdf":           {upload(`C:\scansioni\contratto firmato.pdf`, aPDF("")), TypePDF, "contratto firmato.pdf"},
		"jpeg":          {upload("foto.JPG", jpegOf(t, 30, 20)), TypeJPEG, "foto.JPG"},
		"png as pdf":    {upload("scan.pdf", pngOf(t, 20, 30)), TypePNG, "scan.pdf"},
		"empty names":   {upload("a.pdf", aPDF("/Names << /EmbeddedFiles << /Names [] >> >>")), TypePDF, "a.pdf"},
		"path in name":  {upload("../../etc/passwd", aPDF("")), TypePDF, "passwd"},
		"script's name": {upload("<script>alert(1)</script>.pdf", aPDF("")), TypePDF, "script.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := s.Receive(t.Context(), Scan("scan"), c.upload)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			var f StoredFile
			write(t, d, func(tx *db.Tx) error {
				f, err = r.KeepTx(t.Context(), tx, operator)
				return err
			})
			if f.MediaType != c.media || f.Name != c.kept || len(f.SHA256) != 64 {
				t.Errorf("kept as %+v", f)
			}
			file, again, err := s.OpenFile(t.Context(), f.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			content, err := io.ReadAll(file)
			if err != nil || int64(len(content)) != f.Size || again != f {
				t.Errorf("%d bytes of %d, %+v, %v", len(content), f.Size, again, err)
			}
		})
	}
}

func TestReceiveRefusesTheRest(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	whole := jpegOf(t, 400, 300)
	encrypted := encryptedPDF(t)
	small := Scan("scan")
	small.MaxBytes = 1 << 20
	action := func(a string) []byte { return aPDF("/OpenAction << /S /" + a + " /JS (x) /F (cmd.exe) >>") }
	for name, c := range map[string]struct {
		accept  Accept
		uploads []Upload
		says    string
	}{
		"nothing":        {Scan("scan"), nil, "Scegli un file"},
		"empty":          {Scan("scan"), []Upload{upload("a.pdf", nil)}, "Il file è vuoto"},
		"no pdf":         {Scan("scan"), []Upload{upload("contratto.pdf", []byte("MZ\x90 this is a program"))}, "Questo file non è un PDF, anche se ne ha il nome. Prova a scansionarlo di nuovo."},
		"no picture":     {Scan("scan"), []Upload{upload("a.jpg", []byte("<html>"))}, "Questo file non è un'immagine, anche se ne ha il nome"},
		"word":           {Scan("scan"), []Upload{upload("a.docx", []byte("PK\x03\x04"))}, "Questo file non è un PDF né un'immagine"},
		"heic":           {Scan("scan"), []Upload{upload("a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00"))}, "HEIC"},
		"too large":      {small, []Upload{upload("a.pdf", append(aPDF(""), make([]byte, 1<<20)...))}, "al massimo 1 MB"},
		"together large": {small, []Upload{upload("a.png", append(pngOf(t, 9, 9), make([]byte, 600<<10)...)), upload("b.png", append(pngOf(t, 9, 9), make([]byte, 600<<10)...))}, "al massimo 1 MB"},
		"half a picture": {Scan("scan"), []Upload{upload("a.jpg", whole[:len(whole)/2])}, "danneggiata o incompleta"},
		"half a pdf":     {Scan("scan"), []Upload{upload("a.pdf", aPDF("")[:60])}, "danneggiato o incompleto"},
		"pixel bomb":     {Scan("scan"), []Upload{upload("a.png", pngThatSays(t, 9000, 4001))}, "troppi punti"},
		"locked":         {Scan("scan"), []Upload{upload("a.pdf", encrypted)}, "protetto da una password"},
		"script":         {Scan("scan"), []Upload{upload("a.pdf", action("JavaScript"))}, "istruzioni che si eseguono"},
		"program":        {Scan("scan"), []Upload{upload("a.pdf", action("Launch"))}, "istruzioni che si eseguono"},
		"page action":    {Scan("scan"), []Upload{upload("a.pdf", aPDF("/AA << /WC << /S /Named /N /Print >> >>"))}, "istruzioni che si eseguono"},
		"carried file":   {Scan("scan"), []Upload{upload("a.pdf", aPDF("/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec >>] >> >>"))}, "altri file"},
		"pdf and more":   {Scan("scan"), []Upload{upload("a.pdf", aPDF("")), upload("b.png", pngOf(t, 9, 9))}, "un solo PDF, oppure più immagini"},
		"picture as pdf": {OnlyPDF("file"), []Upload{upload("a.png", pngOf(t, 9, 9))}, "Questo file non è un PDF"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := s.Receive(t.Context(), c.accept, c.uploads...)
			if err == nil {
				r.Close()
			}
			wantRefusal(t, err, c.says)
			var one rule.Refusal
			if errors.As(err, &one) && one.Field != c.accept.Field {
				t.Errorf("field %q, want %q", one.Field, c.accept.Field)
			}
		})
	}
	if n := filesBelow(t, d); n != 0 {
		t.Errorf("%d refused files are still on disk", n)
	}
}

func TestPicturesBecomeOnePDF(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	r, err := s.Receive(t.Context(), Scan("scan"), upload("pagina 1.jpg", turned(jpegOf(t, 400, 300), 6)), upload("2.png", pngOf(t, 300, 400)), upload("3.jpg", jpegOf(t, 40, 30)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.MediaType != TypePDF || r.Name != "pagina 1.pdf" {
		t.Errorf("%+v", r)
	}
	content, err := os.ReadFile(r.Path())
	if err != nil {
		t.Fatal(err)
	}
	pages := pagesOf(t, content)
	if len(pages) != 3 {
		t.Fatalf("%d pages, want 3", len(pages))
	}
	if pages[0].rotate != 90 || pages[0].width < pages[0].height || pages[1].width > pages[1].height || pages[2].rotate != 0 {
		t.Errorf("pages %+v: the first lies and is turned, the second stands, the third lies", pages)
	}
	if n := filesBelow(t, d); n != 1 {
		t.Errorf("%d files in quarantine, want the PDF alone", n)
	}
}

func TestSweepTakesOnlyWhatNobodyNames(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	keep, err := s.Receive(t.Context(), Scan("scan"), upload("a.pdf", aPDF("")))
	if err != nil {
		t.Fatal(err)
	}
	var kept StoredFile
	write(t, d, func(tx *db.Tx) error { kept, err = keep.KeepTx(t.Context(), tx, rule.System); return err })
	lost, err := s.Receive(t.Context(), Scan("scan"), upload("b.pdf", aPDF("")))
	if err != nil {
		t.Fatal(err)
	}
	rolledBack := errors.New("rolled back")
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := lost.KeepTx(t.Context(), tx, rule.System); err != nil {
			return err
		}
		return rolledBack
	}); !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	if _, err := s.Receive(t.Context(), Scan("scan"), upload("c.pdf", aPDF(""))); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("swept %d fresh files: an act may be under way (%v)", n, err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := filepath.WalkDir(d.FilesDir(), func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chtimes(p, old, old)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Sweep(t.Context()); n != 2 || err != nil {
		t.Errorf("swept %d, want the two that nobody names (%v)", n, err)
	}
	if f, _, err := s.OpenFile(t.Context(), kept.ID); err != nil {
		t.Error("the kept file is gone")
	} else {
		f.Close()
	}
}

func TestDocumentInTwoSteps(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := NewStore(d)
	operator, _, elsewhere, _ := actors(t, d)
	rendered := 0
	s.RegisterRenderer("contratto", func(doc Document) ([]byte, error) {
		rendered++
		var data struct{ Nome string }
		if err := jsonInto(doc.Data, &data); err != nil {
			return nil, err
		}
		return append(aPDF(""), []byte("% "+data.Nome+" "+doc.Protocol.String())...), nil
	})
	issue := func(name string) Issued {
		var out Issued
		write(t, d, func(tx *db.Tx) error {
			var err error
			out, err = IssueTx(t.Context(), tx, operator, IssueInput{
				Kind: "contratto", Title: "Contratto di bilancio", Subject: "bilancio", SubjectID: 7, CPI: operator.CPI(), FormVersion: "3",
				Data: map[string]string{"Nome": name}, Protocol: &Entry{Direction: Internal, Counterpart: "Rossi Maria", Subject: "Contratto"},
			})
			return err
		})
		return out
	}
	first := issue("Maria")
	if first.Version != 1 || first.Protocol.String() != "2026/0000001" || len(first.Fingerprint) != 64 || rendered != 0 {
		t.Fatalf("%+v, rendered %d", first, rendered)
	}
	if _, err := s.Document(t.Context(), elsewhere, first.ID); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	fileID, err := s.Finish(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Finish(t.Context(), first.ID); err != nil || again != fileID || rendered != 1 {
		t.Errorf("rendered %d times (%v)", rendered, err)
	}
	doc, err := s.Document(t.Context(), operator, first.ID)
	if err != nil || doc.FileID != fileID || doc.FileName() != "Contratto di bilancio 2026-0000001.pdf" {
		t.Errorf("%+v, %v", doc, err)
	}
	// A crash between the two steps: the next start completes it.
	clock.Add(time.Hour)
	second := issue("Maria Pia")
	if second.Version != 2 {
		t.Errorf("version %d", second.Version)
	}
	if n, err := s.FinishPending(t.Context()); n != 1 || err != nil || rendered != 2 {
		t.Errorf("finished %d, rendered %d, %v", n, rendered, err)
	}
	all, err := s.DocumentsOf(t.Context(), "bilancio", 7)
	if err != nil || len(all) != 2 || all[1].ReplacedBy != second.ID || all[0].ReplacedBy != 0 || all[1].FileID != fileID {
		t.Errorf("versions %+v, %v", all, err)
	}
	file, _, err := s.OpenDocument(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, _ := io.ReadAll(file)
	if !bytes.Contains(content, []byte("Maria Pia 2026/0000002")) {
		t.Error("the file does not hold the frozen data")
	}
}

// A document that cannot be rendered does not hold up the ones after it.
func TestFinishPendingGoesOn(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	s.RegisterRenderer("buono", func(Document) ([]byte, error) { return aPDF(""), nil })
	for i, kind := range []string{"ignoto", "buono"} {
		write(t, d, func(tx *db.Tx) error {
			_, err := IssueTx(t.Context(), tx, rule.System, IssueInput{Kind: kind, Title: kind, Subject: "x", SubjectID: int64(i)})
			return err
		})
	}
	if n, err := s.FinishPending(t.Context()); n != 1 || !errors.Is(err, ErrNoRenderer) {
		t.Errorf("finished %d, %v", n, err)
	}
}

func TestJobs(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := NewStore(d)
	operator, head, _, admin := actors(t, d)
	r := NewRunner(s)
	broken := errors.New("broken")
	fails := 0
	r.Register("conta", func(ctx context.Context, job *Job) (any, error) {
		var n int
		if err := job.Into(&n); err != nil {
			return nil, err
		}
		switch {
		case n < 0:
			return nil, rule.Refuse("", "Il file non ha righe.")
		case n == 0:
			if fails--; fails >= 0 {
				return nil, broken
			}
			return "ok", nil
		case n == 13:
			panic("thirteen")
		}
		for i := range n {
			if err := job.Progress(ctx, i+1, n, "Leggo le righe"); err != nil {
				return nil, err
			}
		}
		return map[string]int{"righe": n}, nil
	})
	put := func(kind string, n int) int64 {
		var id int64
		write(t, d, func(tx *db.Tx) error {
			var err error
			id, err = JobTx(t.Context(), tx, operator, kind, n)
			return err
		})
		return id
	}
	run := func() bool {
		did, err := r.RunOne(t.Context())
		if err != nil && !errors.Is(err, broken) && !strings.Contains(err.Error(), "thirteen") {
			t.Fatal(err)
		}
		return did
	}
	job := func(id int64) Job {
		j, err := s.Job(t.Context(), operator, id)
		if err != nil {
			t.Fatal(err)
		}
		return j
	}

	other := put("altro", 1)
	if run() {
		t.Error("a job of a kind that nobody knows was taken")
	}
	id := put("conta", 200)
	if !run() {
		t.Fatal("no job was done")
	}
	if j := job(id); j.State != JobDone || j.Percent() != 100 || string(j.Result) != `{"righe":200}` || j.Step != "Leggo le righe" {
		t.Errorf("%+v", j)
	}
	if _, err := s.Job(t.Context(), head, id); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody else's job: %v", err)
	}
	if _, err := s.Job(t.Context(), admin, other); err != nil {
		t.Error(err)
	}

	refused := put("conta", -1)
	run()
	if j := job(refused); j.State != JobFailed || j.Error != "Il file non ha righe." {
		t.Errorf("%+v", j)
	}

	fails = 2
	again := put("conta", 0)
	run()
	if j := job(again); j.State != JobWaiting || j.Attempts != 1 || run() {
		t.Errorf("tried again at once: %+v", j)
	}
	clock.Add(10 * time.Second)
	run()
	clock.Add(40 * time.Second)
	run()
	if j := job(again); j.State != JobDone || j.Attempts != 3 || j.Error != "" {
		t.Errorf("%+v", j)
	}

	dead := put("conta", 13)
	for range maxJobAttempts {
		run()
		clock.Add(time.Hour)
	}
	if j := job(dead); j.State != JobFailed || !strings.Contains(j.Error, "Supporto Tecnico") || run() {
		t.Errorf("%+v", j)
	}

	// A stop in the middle puts the job back as it was; so does a crash.
	ctx, stop := context.WithCancel(t.Context())
	r.Register("conta", func(ctx context.Context, job *Job) (any, error) {
		stop()
		return nil, ctx.Err()
	})
	stopped := put("conta", 1)
	if _, err := r.RunOne(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if j := job(stopped); j.State != JobWaiting || j.Attempts != 0 {
		t.Errorf("%+v", j)
	}
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), "UPDATE job SET state='in_corso' WHERE id=?", stopped)
		return err
	})
	if err := s.takeBackJobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j := job(stopped); j.State != JobWaiting {
		t.Errorf("%+v", j)
	}
}
