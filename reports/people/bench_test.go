package people

import (
	"io"
	"testing"

	"sportello/db/people"
	"sportello/db/rule"
)

// BenchmarkList writes a list of 50,000 rows; what the database takes for them
// is measured where it is asked.
func BenchmarkList(b *testing.B) {
	const n = 50_000
	row := people.ListedRow{
		ListRow: people.ListRow{Residence: "San Severo", Company: "Officine Tavoliere S.r.l.", CompanyTaxID: "01988464317", Job: "Operaio metalmeccanico", StudyTitle: "Licenza media",
			Benefit: "Mobilità in deroga", BenefitFrom: "2011-03-01", BenefitTo: "2012-03-01", BenefitMonths: 12, Office: "San Severo",
			Convocation: people.Convocation{State: people.ToConvene}},
		CodiceFiscale: "RSSMRA80A01H501U", Surname: "Rossi", Name: "Mario", BirthDate: "1980-01-01", Sex: "M", Phone: "3491234567", Email: "mario.rossi@posta.example",
	}
	for b.Loop() {
		err := List(io.Discard, File{List: people.WorkerList{Name: "Mobilità 2011/2012"}, Author: "Sportello", At: rule.Instant("2026-11-24T08:00:00.000Z"), Size: n}, func(yield func(Row, error) bool) {
			for range n {
				if !yield(Row{ListedRow: row}, nil) {
					return
				}
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
