package rule

// Tally counts what came of the lines of a file: each line was created,
// updated, unchanged, a duplicate of a later one, or rejected. Warned counts
// apart, among the first three.
type Tally struct {
	Created    int `json:"created"`
	Updated    int `json:"updated"`
	Unchanged  int `json:"unchanged"`
	Duplicates int `json:"duplicates"`
	Rejected   int `json:"rejected"`
	Warned     int `json:"warned"`
}

// Rows returns how many lines were counted.
func (t Tally) Rows() int { return t.Created + t.Updated + t.Unchanged + t.Duplicates + t.Rejected }
