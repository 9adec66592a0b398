package people

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// MaxShort is the longest text, in characters, of a field without a form of its own.
const MaxShort = 200

// maxOf are the columns with a limit other than MaxShort.
var maxOf = map[string]int{"surname": rule.MaxName, "name": rule.MaxName, "residence_address": rule.MaxAddress, "domicile_address": rule.MaxAddress}

// Normalize returns the changes as they are stored (codice fiscale in capitals,
// telephone as digits, e-mail in lower case, dates as 2006-01-02), and the
// refusals of those that cannot be stored, by column. today is the day of the
// act: births and consents are not in the future.
func Normalize(changes map[string]string, today rule.Date) (map[string]string, error) {
	out := map[string]string{}
	var refusals rule.Refusals
	for _, f := range fields { // the refusals follow the form
		column := f.column
		text, said := changes[column]
		if !said {
			continue
		}
		if column == "employment_status" {
			refusals.Add(column, "Lo stato occupazionale si registra nella sua pagina, con la data da cui vale: qui non si scrive.")
			continue
		}
		if column == "profiling_index" {
			refusals.Add(column, "L'indice di profiling si registra nella sua pagina, con il giorno e da dove viene: qui non si scrive.")
			continue
		}
		if slices.Contains(Derived, column) {
			refusals.Add(column, "La DID si registra, si chiude e si annulla nella sua pagina: qui non si scrive.")
			continue
		}
		value, err := normalize(column, strings.TrimSpace(text), today)
		if err != nil {
			refusals.Add(column, err.Error())
			continue
		}
		out[column] = value
	}
	return out, refusals.Err()
}

func normalize(column, value string, today rule.Date) (string, error) {
	if value == "" {
		switch column {
		case "codice_fiscale":
			return "", rule.Refuse(column, "Scrivi il codice fiscale.")
		case "surname":
			return "", rule.Refuse(column, "Scrivi il cognome.")
		case "name":
			return "", rule.Refuse(column, "Scrivi il nome.")
		}
		return "", nil
	}
	switch column {
	case "codice_fiscale":
		cf, err := rule.ParseCodiceFiscale(value)
		return string(cf), err
	case "email":
		return rule.ParseEmail(value)
	case "phone":
		return rule.ParsePhone(value)
	case "residence_cap", "domicile_cap":
		return rule.ParseCAP(value)
	case "birth_date", "email_consent_on", "ido_consent_on", "permit_expires_on":
		return normalizeDate(column, value, today)
	case "dependants":
		return normalizeNumber(column, value)
	case "sex":
		if value != "M" && value != "F" {
			return "", rule.Refuse(column, "Scegli M o F.")
		}
	}
	limit := maxOf[column]
	if limit == 0 {
		limit = MaxShort
	}
	value = strings.Join(strings.Fields(value), " ")
	if (column == "surname" || column == "name") && rule.Fold(value) == "" {
		return "", rule.Refuse(column, "Qui non c'è nessuna lettera.")
	}
	return value, rule.TooLong(value, limit)
}

func normalizeDate(column, value string, today rule.Date) (string, error) {
	d, err := rule.ParseDate(value)
	switch {
	case err != nil:
		return "", err
	case column != "permit_expires_on" && d > today:
		return "", rule.Refuse(column, "Il "+d.Italian()+" deve ancora venire.")
	case column == "birth_date" && d < "1900-01-01":
		return "", rule.Refuse(column, "Controlla l'anno di nascita: "+d.Italian()+" è troppo lontano.")
	}
	return string(d), nil
}

func normalizeNumber(column, value string) (string, error) {
	var w Worker
	w.Set(column, value)
	if w.Dependants == nil || *w.Dependants < 0 || *w.Dependants > 20 {
		return "", rule.Refuse(column, "Scrivi un numero da 0 a 20.")
	}
	return w.Value(column), nil
}

// Doubts returns the sentences about what the codice fiscale contradicts in
// the record: to show, never to refuse.
func (w Worker) Doubts(today rule.Date) []string {
	return w.CodiceFiscale.Mismatches(w.Surname, w.Name, w.Sex, w.BirthDate, w.BirthPlaceCode, today)
}

// Merge compares what a file says of a person with the record and returns the
// changes to apply and those kept out because an operator confirmed the field
// (DOMAIN §4: an import fills empty fields and updates those last written by an
// import). Empty cells and codici fiscali change nothing; case and repeated
// blanks are no difference; a birth date that contradicts the codice fiscale
// never replaces one that agrees with it. newer is false for a file older than
// the last one about this person: it fills empty fields only.
func Merge(current Worker, confirmed map[string]bool, incoming map[string]string, newer bool) (changes, kept map[string]string) {
	changes, kept = map[string]string{}, map[string]string{}
	for column, value := range incoming {
		f, known := fieldByColumn[column]
		value = strings.Join(strings.Fields(value), " ")
		if !known || value == "" || f.column == "codice_fiscale" {
			continue
		}
		before := current.Value(column)
		switch {
		case sameText(before, value):
		case before == "":
			changes[column] = value
		case confirmed[column]:
			kept[column] = value
		case !newer, column == "birth_date" && agrees(current.CodiceFiscale, rule.Date(before)) && !agrees(current.CodiceFiscale, rule.Date(value)):
		default:
			changes[column] = value
		}
	}
	return changes, kept
}

func sameText(a, b string) bool {
	return a == b || strings.EqualFold(strings.Join(strings.Fields(a), " "), b)
}

// agrees reports whether the codice fiscale does not contradict the birth date.
func agrees(cf rule.CodiceFiscale, birth rule.Date) bool {
	return len(cf.Mismatches("", "", "", birth, "", birth)) == 0
}
