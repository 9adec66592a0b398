package italian

// UnitsOf returns the CP2021 units that the name of a job may be, by code with
// how sure that is, 0 to 1: those that everyday names and the official names
// point to.
func (l *Lexicon) UnitsOf(job string) map[string]float64 {
	codes := map[string]float64{}
	words := Words(job)
	spans := l.Spans(words)
	longest := 0
	for _, s := range spans {
		if len(l.codes[s.Concept]) > 0 {
			longest = max(longest, s.To-s.From)
		}
	}
	for _, s := range spans {
		if s.To-s.From < longest {
			continue
		}
		for i, code := range l.codes[s.Concept] {
			codes[code] = max(codes[code], 1-0.1*float64(i))
		}
	}
	for _, unit := range l.units {
		if n := nameLikeness(words, unit.Words); n >= 0.5 {
			codes[unit.Code] = max(codes[unit.Code], n)
		}
	}
	return codes
}

// nameLikeness is the share of the objective's words that an official name
// has, less when the name says much more.
func nameLikeness(words, named []Word) float64 {
	if len(words) == 0 || len(named) == 0 {
		return 0
	}
	var have, all float64
	for _, w := range words {
		weight := 1.0
		if Weak(w.Root) {
			weight = 0.2
		}
		all += weight
		for _, n := range named {
			if n.Root == w.Root {
				have += weight
				break
			}
		}
	}
	return have / all * (0.6 + 0.4*min(1, float64(len(words))/float64(len(named))))
}
