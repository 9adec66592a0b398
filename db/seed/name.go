package seed

import "strings"

// Names of invented persons: surnames and names that are common in Puglia, and
// some of people who came from elsewhere. Put together by chance they are
// nobody's.
var (
	surnames = words(`Russo|D'Amico|Lombardi|Ferrante|De Giorgi|Palumbo|Carbonara|Zaccaria|Santoro|Conte|Rinaldi|Caputo|Marino|Greco|
		De Luca|Longo|Leone|Gentile|Martino|Vitale|Lo Russo|De Santis|D'Angelo|Ferrara|Serra|Fiore|Bruno|De Palma|Lorusso|Colella|
		Ricci|Ferri|Amoruso|Cassano|De Vito|Di Gioia|La Porta|Tancredi|Ciavarella|Nardella|Cursio|Pazienza|Villani|Niro|
		Prencipe|Gravina|Totaro|Guerra|Potenza|Bisceglia|Rignanese|Del Vecchio|Augello|Mastroluca|Giuliani|Fania|Naturale|
		Iafelice|Marasco|Squarcella|Celozzi|Buonassisi|Fantini|Irmici|Masucci|Petracca|Tortorella|Carrassi|Bevilacqua|
		Calabrese|Perrone|Quarta|Rizzo|Spedicato|Tondo|Tarantino|Miccoli|Leo|Guido|Margiotta|Manca|Elia|Ingrosso|Mazzotta|
		Stefanelli|Pugliese|Semeraro|Convertini|Palmisano|Carparelli|Lacitignola|D'Errico|Cavallo|Epifani|Nacci|Zurlo|
		Annese|Loconte|Abbrescia|Lovreglio|Ranieri|Cannone|Sgaramella|Losappio|Di Bari|Piccolomo|Capogrosso|Laterza|Ventrella|
		Basile|Blasi|Carrieri|Fumarola|Simeone|Solito|Ligorio|Cito|Pastore|Turi|Colucci|Martucci|Donvito|Genco|Nuzzi|
		Schiavone|Dileo|Attolico|Campanale|Cellamare|Fanelli|Giannoccaro|Introna|Lattanzi|Maggi|Ottomano|Paparella|Quaranta|
		Renna|Sabatelli|Trisciuzzi|Valentini|Vinci|Volpe|Zizzi|Nicolò|Desantis|Dangelo|Hoxha|Shehu|Popescu|Șerban|Łukaszewska|
		Bensalem|Diallo|Kowalczyk|Petrović|Nguyen`)
	maleNames = words(`Antonio|Giuseppe|Michele|Francesco|Matteo|Nicola|Luigi|Vincenzo|Domenico|Giovanni|Pasquale|Raffaele|Leonardo|
		Salvatore|Angelo|Cosimo|Vito|Rocco|Donato|Carlo|Pietro|Paolo|Mario|Marco|Andrea|Alessandro|Davide|Fabio|Stefano|Roberto|
		Gianluca|Daniele|Savino|Ruggiero|Saverio|Gaetano|Felice|Emanuele|Ciro|Primiano|Severino|Nazario|Libero|Oronzo|Cataldo|
		Lorenzo|Simone|Gabriele|Riccardo|Sergio|Nicolò|Pier Luigi`)
	femaleNames = words(`Maria|Anna|Giuseppina|Angela|Rosa|Antonietta|Lucia|Teresa|Carmela|Incoronata|Filomena|Raffaella|Concetta|
		Grazia|Michela|Francesca|Addolorata|Giovanna|Rosaria|Patrizia|Elena|Laura|Silvia|Chiara|Sara|Valentina|Federica|Alessia|
		Daniela|Sabrina|Stefania|Barbara|Cristina|Paola|Emanuela|Nunzia|Assunta|Vincenza|Immacolata|Celeste|Arcangela|Primiana|
		Tiziana|Ilaria|Martina|Giorgia|Serena|Monica|Loredana|Maria Pia|Anna Maria|Noemi`)
	streets = words(`Via Roma|Via Garibaldi|Corso Umberto I|Via Giuseppe Di Vittorio|Via Aldo Moro|Via Mazzini|Viale della Libertà|
		Via Dante Alighieri|Via Gramsci|Via Cavour|Via San Lorenzo|Via Foggia|Via della Repubblica|Via Tiziano|Via Pisacane|
		Vico dei Greci|Piazza Municipio|Via Matteotti|Via Sant'Antonio|Via Don Luigi Sturzo`)
	companies = words(`Officine Tavoliere S.r.l.|Daunia Conserve S.p.A.|Manifatture del Gargano S.r.l.|Edilizia Capitanata S.r.l.|
		Logistica Adriatica S.p.A.|Tessitura Murgia S.r.l.|Salento Arredi S.r.l.|Ceramiche Valle d'Itria S.r.l.|Calzaturificio Ofanto S.r.l.|
		Vetreria Ionica S.p.A.|Carpenteria Meridiana S.r.l.|Pastificio San Vito S.r.l.|Trasporti Levante S.r.l.|Serramenti Trulli S.r.l.|
		Confezioni Aurora S.r.l.|Impianti Sud Energia S.r.l.|Cantina Terre Rosse soc. coop.|Alberghi del Promontorio S.r.l.|
		Call Center Adria S.r.l.|Servizi Ambiente Puglia soc. coop.|Grafiche Normanne S.r.l.|Meccanica Tarantina S.p.A.`)
	jobs = words(`Operaio metalmeccanico|Saldatore|Addetto al confezionamento|Magazziniere|Carrellista|Impiegato amministrativo|
		Sarto|Muratore|Elettricista impiantista|Cameriere|Cuoco|Autista|Operatore di call center|Addetto alle pulizie|
		Falegname|Tornitore|Commesso|Operaio tessile|Idraulico|Meccanico|Addetto alla contabilità|Bracciante agricolo|
		Operatore ecologico|Assistente familiare|Addetto alla produzione di conserve`)
	studyTitles = words(`Licenza media|Licenza media|Licenza media|Qualifica professionale|Qualifica professionale|
		Diploma di scuola superiore|Diploma di scuola superiore|Diploma di scuola superiore|Laurea triennale|Laurea magistrale|Licenza elementare`)
)

func words(list string) []string {
	out := strings.Split(list, "|")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// catchment names the municipalities that the demonstration has people of each
// office live in. Of the other offices they all live in the town of the office.
var catchment = map[string][]string{
	"San Severo":          words("San Severo|San Severo|San Severo|Torremaggiore|Torremaggiore|Apricena|San Paolo di Civitate|Lesina|Serracapriola|Chieuti|Poggio Imperiale"),
	"Foggia":              words("Foggia|Foggia|Foggia|Foggia|Carapelle|Ordona|Troia|Orta Nova"),
	"Cerignola":           words("Cerignola|Cerignola|Cerignola|Stornara|Stornarella"),
	"Lucera":              words("Lucera|Lucera|Biccari|Alberona|Volturino|Pietramontecorvino|Casalnuovo Monterotaro"),
	"Manfredonia":         words("Manfredonia|Manfredonia|Manfredonia|Monte Sant'Angelo|Mattinata|Zapponeta"),
	"Vico del Gargano":    words("Vico del Gargano|Vieste|Peschici|Rodi Garganico|Ischitella|Carpino|Cagnano Varano"),
	"Ascoli Satriano":     words("Ascoli Satriano|Candela|Deliceto|Bovino|Accadia"),
	"Lecce":               words("Lecce|Lecce|Lecce|Surbo|Lequile|San Cesario di Lecce|Monteroni di Lecce"),
	"Bari":                words("Bari|Bari|Bari|Triggiano|Valenzano|Capurso"),
	"Taranto":             words("Taranto|Taranto|Taranto|Statte|San Giorgio Ionico"),
	"Brindisi":            words("Brindisi|Brindisi|San Vito dei Normanni|Carovigno"),
	"Barletta":            words("Barletta"),
	"Martina Franca":      words("Martina Franca|Martina Franca|Crispiano"),
	"Francavilla Fontana": words("Francavilla Fontana|Oria|Ceglie Messapica"),
	"Maglie":              words("Maglie|Scorrano|Muro Leccese|Otranto"),
	"Gallipoli":           words("Gallipoli|Sannicola|Alezio"),
}
