package archive

import (
	"net/url"

	"sportello/db/rule"
	"sportello/views/shared"
)

// AuditTarget is an account or a person by which the register is filtered.
type AuditTarget struct {
	ID   int64
	Name string // "" when nobody has the number
	Note string // what tells it from another of the same name
}

// said returns the name, with the number for what has none.
func (t AuditTarget) said() string {
	if t.Name == "" {
		return "numero " + numberOf(t.ID)
	}
	return t.Name
}

// Href returns the address of the register under the page's filters.
func (p AuditPage) Href() string {
	v := url.Values{}
	for _, kv := range append(p.keep(), shared.KeyValue{Key: "dal", Value: p.From}, shared.KeyValue{Key: "al", Value: p.To}) {
		if kv.Value != "" {
			v.Set(kv.Key, kv.Value)
		}
	}
	if len(v) == 0 {
		return "/registro"
	}
	return "/registro?" + v.Encode()
}

// keep returns the account and the person that a filter typed anew leaves as
// they are.
func (p AuditPage) keep() []shared.KeyValue {
	var out []shared.KeyValue
	if p.User.ID != 0 {
		out = append(out, shared.KeyValue{Key: "utente", Value: numberOf(p.User.ID)})
	}
	if p.Worker.ID != 0 {
		out = append(out, shared.KeyValue{Key: "lavoratore", Value: numberOf(p.Worker.ID)})
	}
	return out
}

func (p AuditPage) withUser(t AuditTarget) string {
	p.User = t
	return p.Href()
}

func (p AuditPage) withWorker(t AuditTarget) string {
	p.Worker = t
	return p.Href()
}

// chips returns the filters that are on, each with the register without it.
func (p AuditPage) chips() []shared.Chip {
	var out []shared.Chip
	if p.User.ID != 0 {
		out = append(out, shared.Chip{Name: "Account", Value: p.User.said(), Href: p.withUser(AuditTarget{})})
	}
	if p.Worker.ID != 0 {
		out = append(out, shared.Chip{Name: "Lavoratore", Value: p.Worker.said(), Href: p.withWorker(AuditTarget{})})
	}
	for _, day := range []struct {
		name, value string
		without     func(*AuditPage)
	}{{"Dal", p.From, func(q *AuditPage) { q.From = "" }}, {"Al", p.To, func(q *AuditPage) { q.To = "" }}} {
		if d, err := rule.ParseDate(day.value); err == nil {
			without := p
			day.without(&without)
			out = append(out, shared.Chip{Name: day.name, Value: d.Italian(), Href: without.Href()})
		}
	}
	return out
}
