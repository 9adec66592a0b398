package reference

// Table is a code table as addresses name it.
type Table string

// The tables that a search field can look in.
const (
	TableMunicipalities Table = "comuni"
	TableBirthPlaces    Table = "luoghi"
	TableStates         Table = "stati"
	TableCitizenships   Table = "cittadinanze"
	TableProvinces      Table = "province"
	TableProfessions    Table = "professioni"
	TableFigures        Table = "figure" // of the repertorio, then professions
	TableCompetences    Table = "competenze"
	TableTransversal    Table = "trasversali"
	TableLanguages      Table = "lingue"
	TableAteco          Table = "ateco"
	TableStudyTitles    Table = "titoli-di-studio"
	TablePermits        Table = "permessi-di-soggiorno"
	TablePermitReasons  Table = "motivi-di-soggiorno"
	TableDocuments      Table = "documenti"
)

// Tables lists every table, with the title that its page bears.
var Tables = []struct {
	Table Table
	Title string
}{
	{TableMunicipalities, "Comuni"}, {TableBirthPlaces, "Luoghi di nascita"}, {TableStates, "Stati esteri"},
	{TableCitizenships, "Cittadinanze"}, {TableProvinces, "Province"}, {TableProfessions, "Professioni (CP2021)"},
	{TableFigures, "Figure del repertorio e professioni"}, {TableCompetences, "Competenze"},
	{TableTransversal, "Competenze trasversali"}, {TableLanguages, "Lingue"}, {TableAteco, "Attività economiche (Ateco 2025)"},
	{TableStudyTitles, "Titoli di studio"}, {TablePermits, "Titoli di soggiorno"},
	{TablePermitReasons, "Motivi del permesso di soggiorno"}, {TableDocuments, "Documenti di identità"},
}

// Title returns the title of a table, "" when there is none of that name.
func (t Table) Title() string {
	for _, known := range Tables {
		if known.Table == t {
			return known.Title
		}
	}
	return ""
}

// lists are the tables kept in code_entry, by their name there.
var lists = map[Table]string{
	TableStudyTitles: "titolo_studio", TablePermits: "permesso_titolo",
	TablePermitReasons: "permesso_motivo", TableDocuments: "documento", TableLanguages: "lingua",
}

// Source tells where the rows of a table come from.
type Source struct {
	Title, Publisher, Licence, File string
	AsOf, ReplacedOn                string // days, "" when unknown and when never replaced
	Rows                            int
}

// Attribution is the sentence that the licences of the data ask for.
const Attribution = "Fonti: ISTAT (Situas, Ateco 2025, CP2021, vocabolari controllati), CC BY 4.0; Ministero dell'Interno, " +
	"ANPR Archivio dei comuni, CC BY 4.0; AgID/OntoPiA vocabolari controllati, CC BY 4.0; INPS, vocabolari NDC. " +
	"Questo servizio utilizza la classificazione ESCO della Commissione europea. I dati sono stati selezionati e riformattati."
