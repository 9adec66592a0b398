package access

import (
	"strings"

	"sportello/db/rule"
)

// FAQ is one entry of the archive of frequent questions, kept by the Region.
type FAQ struct {
	ID          int64
	Question    string
	Answer      string
	Topic       string
	Position    int
	PublishedAt rule.Instant // "" while it is not published
	UpdatedAt   rule.Instant
	UpdatedBy   string
	Version     int
}

// Published reports whether everybody can read the entry.
func (f FAQ) Published() bool { return f.PublishedAt != "" }

const maxQuestion = 300

func (f FAQ) check() (FAQ, error) {
	var refusals rule.Refusals
	f.Question, f.Topic, f.Answer = oneLine(f.Question), oneLine(f.Topic), strings.TrimSpace(f.Answer)
	if f.Question == "" {
		refusals.Add("question", "Scrivi la domanda.")
	}
	if f.Answer == "" {
		refusals.Add("answer", "Scrivi la risposta.")
	}
	for _, c := range []struct {
		field, text string
		most        int
	}{{"question", f.Question, maxQuestion}, {"answer", f.Answer, rule.MaxNote}, {"topic", f.Topic, 60}} {
		if err := rule.TooLong(c.text, c.most); err != nil {
			refusals.Add(c.field, err.Error())
		}
	}
	return f, refusals.Err()
}

// SearchFAQ returns the entries in which a word begins with each word asked
// for, in question, answer or topic; accents and case do not count. All of them
// when nothing is asked.
func SearchFAQ(entries []FAQ, query string) []FAQ {
	asked := rule.FoldWords(query)
	if len(asked) == 0 {
		return entries
	}
	var out []FAQ
	for _, f := range entries {
		if hasAll(rule.FoldWords(f.Question+" "+f.Topic+" "+f.Answer), asked) {
			out = append(out, f)
		}
	}
	return out
}

func hasAll(words, asked []string) bool {
	for _, a := range asked {
		found := false
		for _, w := range words {
			if strings.HasPrefix(w, a) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
