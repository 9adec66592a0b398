package conditionality

import "sportello/db/rule"

// Query is a query with its arguments and the indexes that it should use.
type Query struct {
	Text string
	Args []any
	Uses []string
}

// Queries are those of the lists.
func Queries(a rule.Actor, today rule.Date) map[string]Query {
	page, args := FactFilter{Office: a.CPI(), Before: FactAt{today, 600, "a9"}}.toJudge(a, today, factColumns, PageSize)
	count, more := FactFilter{Office: a.CPI()}.toJudge(a, today, "count(*)", CountLimit)
	scope, of := a.OfficeScope("n.cpi_id")
	uses := []string{"appointment_office_state", "group_session_office_day", "did_worker", "pact_worker", "conditionality_appointment", "conditionality_session"}
	return map[string]Query{
		"absences": {page + factTables, args, uses}, "count of absences": {count + " f", more, uses},
		"notices": {"SELECT " + noticeColumns + noticeTables + "WHERE " + scope + " ORDER BY n.missed_on DESC, n.id DESC LIMIT 51", of, []string{"conditionality_office"}},
		"before":  {"SELECT breach FROM conditionality_notice WHERE did_id=1 AND confirmed_at IS NOT NULL AND annulled_at IS NULL ORDER BY confirmed_at, id", nil, []string{"conditionality_confirmed"}},
	}
}
