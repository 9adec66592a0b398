package seed

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/training"
)

// courses.csv is the catalogue of the demonstration, in our own words. The last
// columns are the bodies that are candidates, by their place below, and the
// province of the first edition.
//
//go:embed courses.csv
var coursesCSV string

// bodies are the training bodies; the first is that of the account ente.
var bodies = []training.Body{
	{CodiceFiscale: bodyCode, Name: "Capitanata Formazione e Lavoro", Address: "Via Foggia, 88, San Severo (FG)", Phone: "0882555210", Email: "ente@demo.example"},
	{CodiceFiscale: partitaIVA(412030507), Name: "Istituto Meccanica e Saldatura Ionico", Address: "Viale dell'Industria, 12, Taranto (TA)", Phone: "0995550142", Email: "ionico@demo.example"},
	{CodiceFiscale: partitaIVA(412030508), Name: "Ufficio e Impresa, scuola digitale", Address: "Corso Umberto I, 41, Bari (BA)", Phone: "0805550167", Email: "ufficio@demo.example"},
	{CodiceFiscale: partitaIVA(412030509), Name: "Levante Servizi e Turismo", Address: "Via Roma, 9, Barletta (BT)", Phone: "0883555033", Email: "levante@demo.example"},
	{CodiceFiscale: partitaIVA(412030510), Name: "Scuola dei Mestieri di Puglia", Address: "Via San Lorenzo, 3, Brindisi (BR)", Phone: "0831555098", Email: "mestieri@demo.example"},
	{CodiceFiscale: partitaIVA(412030511), Name: "Cura e Sapori, cooperativa sociale", Address: "Via Garibaldi, 27, Lecce (LE)", Phone: "0832555071", Email: "cura@demo.example"},
}

// towns are where editions are held, by province; the first of each more often.
var towns = map[string][]string{
	"FG": {"San Severo", "San Severo", "Foggia", "Foggia", "Lucera", "Manfredonia"}, "LE": {"Lecce", "Maglie"}, "BA": {"Bari", "Altamura"},
	"BT": {"Barletta", "Andria"}, "BR": {"Brindisi"}, "TA": {"Taranto", "Martina Franca"},
}

// catalogue makes bodies, courses and editions, as they stood when the story
// began, so that those who finish early find a place.
func (b *builder) catalogue(ctx context.Context) error {
	b.at(b.began().AddDays(1), 11*60)
	region := b.actors[regionEmail]
	var ids []int64
	for _, body := range bodies {
		id, err := b.training.SaveBody(ctx, region, body)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	r := csv.NewReader(strings.NewReader(coursesCSV))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		return err
	}
	for i, line := range lines[1:] {
		if err := b.course(ctx, i, line, ids); err != nil {
			return fmt.Errorf("%s: %w", line[0], err)
		}
	}
	return nil
}

func (b *builder) course(ctx context.Context, i int, line []string, bodies []int64) error {
	region := b.actors[regionEmail]
	c := training.Course{Code: line[0], Title: line[1], ProfessionCode: line[2], Mode: line[5], Description: line[6], Requirements: line[8], ServiceCode: line[9], Active: true}
	c.EQFLevel, _ = strconv.Atoi(line[3])
	c.Hours, _ = strconv.Atoi(line[4])
	if line[7] != "" {
		c.Competences = strings.Split(line[7], "|")
	}
	var held []int64
	if line[10] != "" {
		for _, n := range strings.Split(line[10], ",") {
			at, err := strconv.Atoi(n)
			if err != nil {
				return err
			}
			held = append(held, bodies[at-1])
		}
	}
	id, err := b.training.SaveCourse(ctx, region, c, held)
	if err != nil {
		return err
	}
	for n, body := range held {
		for _, e := range b.editions(c, i, n, line[11]) {
			e.CourseID, e.BodyID = id, body
			if _, err := b.training.SaveEdition(ctx, region, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// editions returns when the course is held by its n-th body: one that is over,
// one that is running, one to come, one later; full or nearly so for some. A
// course that has just entered the catalogue has none yet.
func (b *builder) editions(c training.Course, i, n int, province string) []training.Edition {
	if i%11 == 10 {
		return nil
	}
	r := b.crowd.rng
	var out []training.Edition
	for k, start := range []int{-38, -9, 12, 40, 75} {
		if k == 1 && i%3 != 0 || k == 4 && i%2 != 0 || k == 2 && n > 0 && i%2 == 1 {
			continue
		}
		e := training.Edition{Code: fmt.Sprintf("%s-%s%d%d", c.Code, string(b.today[2:4]), n+1, k+1), StartsOn: rule.NextWorkingDay(b.today.AddDays(start+i%7), ""),
			Seats: 12 + 3*(i%3), Timetable: training.Timetables[(i+k)%3]}
		e.EndsOn = e.StartsOn.AddDays(max(1, c.Hours/20*7))
		if k == 0 {
			e.EndsOn = min(e.EndsOn, b.today.AddDays(-2-i%9))
		}
		e.SeatsTaken = r.IntN(e.Seats * 2 / 3)
		if k == 2 && i%6 == 0 || k == 1 {
			e.SeatsTaken = e.Seats // full
		}
		if c.Mode != "distanza" {
			p := province
			if n > 0 && p != "FG" || p == "" {
				p = pick(r, provinces)
			}
			e.Place = training.Place{Town: pick(r, towns[p]), Province: p}
		}
		out = append(out, e)
	}
	return out
}
