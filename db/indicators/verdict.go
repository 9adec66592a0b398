package indicators

// How a figure stands against its objective.
const (
	Reached = "raggiunto"
	Below   = "sotto"
	Far     = "lontano"
)

// Verdict is a figure against its objective, in words.
type Verdict struct {
	Word string // raggiunto, sotto, lontano; "" where it cannot be said
	Says string // «4.103 su 3.910 (+25% sul 2009)», or what is missing
}
