package indicators

// facts are the queries of what an indicator counts, by the name that the
// definitions call them. Each gives who, day, month, sex, band, cpi, subject,
// id and days, of the offices in the JSON list ?1 and the months in ?2. A
// replica is never counted, an annulled row neither. The index is named: to group
// by person the planner would read the whole ledger in the order of persons.
var facts = map[string]string{
	"prestazione A1": ledger("d.prestazione='A1'"),
	"prestazione A2": ledger("d.prestazione='A2'"),
	"prestazione A3": ledger("d.prestazione='A3'"),
	"eventi E4":      ledger("d.prestazione='E4'"),
	"did": `SELECT x.worker_id AS who, x.declared_on AS day, x.month, x.sex, x.age_band AS band, x.cpi_id AS cpi, 'did' AS subject, x.id, 0 AS days FROM did x INDEXED BY did_sheet
		WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.month IN (SELECT value FROM json_each(?2)) AND x.annulled_at IS NULL`,
	// The first service of B to E that the person ever had, after one of A.
	"inviati": ledger(`d.prestazione>='B' AND d.prestazione<'F'
		AND EXISTS (SELECT 1 FROM delivered_service a WHERE a.worker_id=d.worker_id AND a.prestazione>='A' AND a.prestazione<'B' AND a.delivered_on<=d.delivered_on AND a.annulled_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=d.worker_id AND e.prestazione>='B' AND e.prestazione<'F' AND e.annulled_at IS NULL
			AND (e.delivered_on<d.delivered_on OR e.delivered_on=d.delivered_on AND e.id<d.id))`),
	"colloqui": ledger("d.prestazione='B1' AND EXISTS (SELECT 1 FROM did x WHERE x.worker_id=d.worker_id AND x.annulled_at IS NULL AND x.declared_on<=d.delivered_on AND coalesce(x.ended_on,'9999')>=d.delivered_on)"),
	// A DID with the first interview after it, in the interview's month; one whose
	// person had had the interview before, since the DID that it follows, in the DID's.
	// Where one DID ends on the day of the interview and another begins, it is the
	// latter's.
	"attese": `SELECT d.worker_id AS who, d.delivered_on AS day, d.month, d.sex, d.age_band AS band, d.cpi_id AS cpi, 'delivered_service' AS subject, d.id,
			CAST(julianday(d.delivered_on)-julianday(x.declared_on) AS INTEGER) AS days
		FROM delivered_service d INDEXED BY delivered_service_sheet CROSS JOIN did x ON x.worker_id=d.worker_id AND x.annulled_at IS NULL AND x.declared_on<=d.delivered_on AND coalesce(x.ended_on,'9999')>=d.delivered_on
		WHERE d.cpi_id IN (SELECT value FROM json_each(?1)) AND d.month IN (SELECT value FROM json_each(?2)) AND d.prestazione='B1' AND d.annulled_at IS NULL AND d.origin<>'replica'
			AND NOT EXISTS (SELECT 1 FROM did y WHERE y.worker_id=x.worker_id AND y.annulled_at IS NULL AND y.declared_on<=d.delivered_on AND coalesce(y.ended_on,'9999')>=d.delivered_on
				AND (y.declared_on,y.id)>(x.declared_on,x.id))
			AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=d.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL
				AND (e.delivered_on<d.delivered_on OR e.delivered_on=d.delivered_on AND e.id<d.id)
				AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),''))
		UNION ALL
		SELECT x.worker_id, x.declared_on, x.month, x.sex, x.age_band, x.cpi_id, 'did', x.id, 0 FROM did x INDEXED BY did_sheet
		WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.month IN (SELECT value FROM json_each(?2)) AND x.annulled_at IS NULL
			AND EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=x.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL AND e.delivered_on<x.declared_on
				AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),''))`,
	// What a measure registers when the person takes part is no second offer of it.
	"offerte": ledger("d.prestazione='D2' AND d.code>='H.1' AND d.code<='H.7' AND d.reference<>'misura'") + `
		UNION ALL SELECT b.worker_id, b.started_on, substr(b.started_on,1,7), w.sex,
			coalesce((SELECT code FROM age_band WHERE w.birth_date<>'' AND substr(b.started_on,1,4)-substr(w.birth_date,1,4)-(substr(b.started_on,6)<substr(w.birth_date,6)) BETWEEN from_age AND to_age),''),
			b.cpi_id, 'bilancio', b.id, 0 FROM bilancio b JOIN worker w ON w.id=b.worker_id
		WHERE b.cpi_id IN (SELECT value FROM json_each(?1)) AND substr(b.started_on,1,7) IN (SELECT value FROM json_each(?2))
		UNION ALL ` + ofOffer("o.offered_on", "measure_offer_office", ""),
	// Of a group session the agenda says who was there.
	"partecipazioni": ledger("d.prestazione='D2' AND d.code NOT GLOB 'H*'") + `
		UNION ALL ` + ofOffer("o.attended_on", "measure_offer_attended", "AND o.attended_on IS NOT NULL") + `
		UNION ALL SELECT o.worker_id, s.day, substr(s.day,1,7), w.sex, ` + bandOn("s.day") + `, o.cpi_id, 'measure_offer', o.id, 0
		FROM group_session s INDEXED BY group_session_office_day JOIN session_attendee a ON a.session_id=s.id AND a.state='presente'
			JOIN measure_offer o INDEXED BY measure_offer_session ON o.session_id=s.id AND o.worker_id=a.worker_id AND o.annulled_at IS NULL JOIN worker w ON w.id=o.worker_id
		WHERE s.cpi_id IN (SELECT value FROM json_each(?1)) AND substr(s.day,1,7) IN (SELECT value FROM json_each(?2)) AND s.cancelled_at IS NULL`,
	"iscritti": ledger("d.prestazione='E1' AND d.code='M1.2'"),
	"presi in carico": ledger(`d.prestazione IN ('E1','B1','B2','E3') AND d.code>='M2' AND d.code<'M4'
		AND EXISTS (SELECT 1 FROM delivered_service a WHERE a.worker_id=d.worker_id AND a.code='M1.2' AND a.delivered_on<=d.delivered_on AND a.annulled_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=d.worker_id AND e.code>='M2' AND e.code<'M4' AND e.annulled_at IS NULL
			AND (e.delivered_on<d.delivered_on OR e.delivered_on=d.delivered_on AND e.id<d.id))`),
	// The three dated facts of a patto; what was recorded by mistake is none.
	"patti proposti":     ofPact("proposed_on", "pact_proposed", "patto_proposto"),
	"patti sottoscritti": ofPact("signed_on", "pact_signed", "patto_sottoscritto"),
	"patti rifiutati":    ofPact("refused_on", "pact_refused", "patto_rifiutato"),
	// The first service of C to E that the person had since a patto was signed.
	"inviati dopo il patto": ledger(`d.prestazione>='C' AND d.prestazione<'F'
		AND EXISTS (SELECT 1 FROM pact p WHERE p.worker_id=d.worker_id AND p.state<>'annullato' AND p.signed_on<=d.delivered_on
			AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=d.worker_id AND e.prestazione>='C' AND e.prestazione<'F' AND e.annulled_at IS NULL AND e.delivered_on>=p.signed_on
				AND (e.delivered_on<d.delivered_on OR e.delivered_on=d.delivered_on AND e.id<d.id)))`),
	"proposte di PAI": `SELECT p.worker_id AS who, l.proposed_on AS day, substr(l.proposed_on,1,7) AS month, w.sex, ` + bandOn("l.proposed_on") + ` AS band, p.cpi_id AS cpi, 'plan' AS subject, l.id, 0 AS days
		FROM plan l JOIN pact p ON p.id=l.pact_id JOIN worker w ON w.id=p.worker_id
		WHERE p.cpi_id IN (SELECT value FROM json_each(?1)) AND substr(l.proposed_on,1,7) IN (SELECT value FROM json_each(?2)) AND p.state<>'annullato'`,
	// The first CV of a person that was kept; one kept by mistake never was.
	"curriculum": `SELECT x.worker_id AS who, x.saved_on AS day, x.month, x.sex, x.age_band AS band, x.cpi_id AS cpi, 'cv' AS subject, x.id, 0 AS days FROM cv x INDEXED BY cv_sheet
		WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.month IN (SELECT value FROM json_each(?2)) AND x.mistaken=0
			AND NOT EXISTS (SELECT 1 FROM cv y INDEXED BY cv_worker WHERE y.worker_id=x.worker_id AND y.mistaken=0 AND (y.saved_on<x.saved_on OR y.saved_on=x.saved_on AND y.id<x.id))`,
	"visite": `SELECT 0 AS who, v.day, substr(v.day,1,7) AS month, '' AS sex, '' AS band, v.cpi_id AS cpi, 'desk_visit' AS subject, v.cpi_id*100000000+CAST(replace(v.day,'-','') AS INTEGER) AS id, v.visits AS days FROM desk_visit v
		WHERE v.cpi_id IN (SELECT value FROM json_each(?1)) AND substr(v.day,1,7) IN (SELECT value FROM json_each(?2))`,
}

// ledger returns the services of persons that a condition names.
func ledger(condition string) string {
	return `SELECT d.worker_id AS who, d.delivered_on AS day, d.month, d.sex, d.age_band AS band, d.cpi_id AS cpi, 'delivered_service' AS subject, d.id, 0 AS days
		FROM delivered_service d INDEXED BY delivered_service_sheet WHERE d.cpi_id IN (SELECT value FROM json_each(?1)) AND d.month IN (SELECT value FROM json_each(?2))
		AND ` + condition + ` AND d.annulled_at IS NULL AND d.origin<>'replica' AND d.worker_id IS NOT NULL`
}

// ofPact returns the patti of which a fact is of a month.
func ofPact(column, index, subject string) string {
	return `SELECT p.worker_id AS who, p.` + column + ` AS day, substr(p.` + column + `,1,7) AS month, w.sex, ` + bandOn("p."+column) + ` AS band, p.cpi_id AS cpi, '` + subject + `' AS subject, p.id, 0 AS days
		FROM pact p INDEXED BY ` + index + ` JOIN worker w ON w.id=p.worker_id
		WHERE p.cpi_id IN (SELECT value FROM json_each(?1)) AND p.` + column + ` IS NOT NULL AND substr(p.` + column + `,1,7) IN (SELECT value FROM json_each(?2)) AND p.state<>'annullato'`
}

// ofOffer returns the measures offered of which a fact is of a month.
func ofOffer(day, index, more string) string {
	return `SELECT o.worker_id, ` + day + `, substr(` + day + `,1,7), w.sex, ` + bandOn(day) + `, o.cpi_id, 'measure_offer', o.id, 0 FROM measure_offer o INDEXED BY ` + index + ` JOIN worker w ON w.id=o.worker_id
		WHERE o.cpi_id IN (SELECT value FROM json_each(?1)) AND substr(` + day + `,1,7) IN (SELECT value FROM json_each(?2)) AND o.annulled_at IS NULL ` + more
}

// bandOn is the age band of w on the day of a column.
func bandOn(day string) string {
	return `coalesce((SELECT code FROM age_band WHERE w.birth_date<>'' AND substr(` + day + `,1,4)-substr(w.birth_date,1,4)-(substr(` + day + `,6)<substr(w.birth_date,6)) BETWEEN from_age AND to_age),'')`
}
