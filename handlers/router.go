// Package handlers holds the route table. Each area's pages are in a package of
// its own below; the kit that they share is package web.
package handlers

import (
	"net/http"

	bilancistore "sportello/db/bilancio"
	"sportello/db/rule"
	trainingstore "sportello/db/training"
	"sportello/handlers/access"
	"sportello/handlers/agenda"
	"sportello/handlers/archive"
	"sportello/handlers/bilancio"
	"sportello/handlers/demo"
	"sportello/handlers/desk"
	"sportello/handlers/exchange"
	"sportello/handlers/helpdesk"
	"sportello/handlers/indicators"
	"sportello/handlers/people"
	"sportello/handlers/reference"
	"sportello/handlers/registry"
	"sportello/handlers/training"
	"sportello/handlers/web"
	"sportello/static"
	demoviews "sportello/views/demo"
	"sportello/views/layout"

	"github.com/gin-gonic/gin"
)

// Route is one line of the table.
type Route struct {
	Method  string
	Path    string
	Access  web.Access
	Handler web.HandlerFunc
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Who may open what, where several routes share it.
var (
	admin          = web.Only(rule.RoleAdmin)
	centre         = web.Only(rule.RoleServiceCentre)
	centreOrAdmin  = web.Only(rule.RoleServiceCentre, rule.RoleAdmin)
	loaders        = web.Only(rule.RoleOfficeHead, rule.RoleProvince, rule.RoleRegion)
	region         = web.Only(rule.RoleRegion)
	centreOrRegion = web.Only(rule.RoleServiceCentre, rule.RoleRegion)
)

// Routes returns the whole table, area by area.
func Routes(app *web.App) []Route {
	accounts := access.New(app)
	public := helpdesk.New(app)
	tables := reference.New(app)
	loads := exchange.New(app)
	persons := people.New(app)
	records := archive.New(app)
	outbox := web.Only(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleProvince, rule.RoleServiceCentre, rule.RoleRegion, rule.RoleAdmin)
	readsOutbox := outbox
	if app.Demo {
		readsOutbox = web.Public // all its addresses are invented
	}
	register := web.Only(rule.RoleOfficeHead, rule.RoleProvince, rule.RoleAdmin)
	annuls := web.Only(rule.RoleOfficeHead, rule.RoleAdmin)
	catalogue := trainingstore.NewStore(app.DB)
	courses := training.New(app, catalogue)
	ownEditions, editions := courses.ForBody(), courses.ForOffice()
	readers := web.Only(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleTargetedPlacement, rule.RoleProvince, rule.RoleRegion)
	offices := web.Only(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor)
	trainers := web.Only(rule.RoleTrainingBody)
	diary := agenda.New(app)
	scrivania := desk.New(app)
	diaryRead, diaryWrite, head := web.Only(agenda.Readers...), web.Only(agenda.Desk...), web.Only(rule.RoleOfficeHead)
	bilanci := bilancio.New(app, catalogue)
	bilanciRead, bilanciWrite := web.Only(bilancistore.Readers...), web.Only(bilancistore.Writers...)
	showcase := demo.New()
	figures := indicators.New(app)
	figuresRead, basesWrite := web.Only(indicators.Readers...), web.Only(rule.RoleOfficeHead, rule.RoleProvince)
	services := registry.New(app)
	registers, readsServices, answersFor, readsCodes := web.Only(registry.Desk...), web.Only(registry.Readers...), web.Only(registry.Heads...), web.Only(registry.Students...)
	return []Route{
		// demo
		{get, demoviews.ResetPath, web.SignedIn, showcase.ResetPage},
		{post, demoviews.ResetPath, web.SignedIn, showcase.Reset},
		// bilancio
		{get, "/bilanci", bilanciRead, bilanci.List},
		{post, "/bilanci", bilanciWrite, bilanci.Start},
		{get, "/bilanci/:id", bilanciRead, bilanci.Show},
		{get, "/bilanci/:id/pannelli/:codice", bilanciRead, bilanci.Panel},
		{post, "/bilanci/:id/pannelli/:codice/bozza", bilanciWrite, bilanci.Draft},
		{post, "/bilanci/:id/pannelli/:codice/completamento", bilanciWrite, bilanci.Complete},
		{post, "/bilanci/:id/pannelli/:codice/scheda-lavoratore", bilanciWrite, bilanci.UpdateCard},
		{post, "/bilanci/:id/pannelli/:codice/esempio", bilanciWrite, bilanci.Sample}, // of a demonstration only
		{get, "/bilanci/:id/fasi/:fase/chiusura", bilanciWrite, bilanci.ClosingPage},
		{post, "/bilanci/:id/fasi/:fase/chiusura", bilanciWrite, bilanci.Close},
		{get, "/bilanci/:id/fasi/:fase/riapertura", head, bilanci.ReopeningPage},
		{post, "/bilanci/:id/fasi/:fase/riapertura", head, bilanci.Reopen},
		{get, "/bilanci/:id/interruzione", bilanciWrite, bilanci.InterruptionPage},
		{post, "/bilanci/:id/interruzione", bilanciWrite, bilanci.Interrupt},
		{get, "/bilanci/:id/contratto", bilanciRead, bilanci.ContractPage},
		{post, "/bilanci/:id/contratto", bilanciWrite, bilanci.IssueContract},
		{get, "/bilanci/:id/scansione", bilanciRead, bilanci.Scan},
		{post, "/bilanci/:id/scansione", bilanciWrite, bilanci.UploadScan},
		{get, "/bilanci/:id/file/:file", bilanciRead, bilanci.File},
		{post, "/bilanci/:id/programma", bilanciWrite, bilanci.SetProgramme},
		{post, "/bilanci/:id/incontri", bilanciWrite, bilanci.BookMeetings},
		{post, "/bilanci/:id/iscrizione", bilanciWrite, bilanci.Enrol},
		{post, "/bilanci/:id/documenti/:documento/invio", bilanciWrite, bilanci.SendDocument},
		{get, "/schede", admin, bilanci.Schede},
		{get, "/schede/bilancio/:codice", admin, bilanci.PanelFields},
		{post, "/schede/bilancio/:codice", admin, bilanci.ChangeField},

		// archive
		{get, "/documenti/:id", web.Only(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleProvince), records.Document},
		{get, "/posta", readsOutbox, records.Outbox},
		{get, "/posta/:id", readsOutbox, records.Message},
		{post, "/posta/:id/ripetizione", outbox, records.Retry},
		{get, "/protocollo", register, records.Protocol},
		{get, "/protocollo/:id", register, records.Entry},
		{post, "/protocollo/:id/annullamento", annuls, records.Annul},
		{get, "/registri-protocollo/:giorno", register, records.DayRegister},
		{get, "/registro", admin, records.Audit},
		{post, "/registro/ricerca", admin, records.SearchAudit},
		{get, "/copie", admin, records.Backups},
		{post, "/copie", admin, records.MakeBackup},
		{post, "/copie/controlli", admin, records.MakeCheck},
		{get, "/copie/:nome", admin, records.Copy},
		// helpdesk
		{get, "/", web.Public, public.Home},
		{get, "/lavoro", web.Public, public.Catalogues},
		{get, "/welfaretowork_admin/welfaretowork_aass", web.Public, public.Area},
		{get, "/supporto-tecnico", web.Public, public.SupportPage},
		{post, "/supporto-tecnico", web.Public, public.AskSupport},
		{get, "/supporto-tecnico/inviata", web.Public, public.SupportSent},
		{get, "/richiedi-info", web.Public, public.InfoPage},
		{post, "/richiedi-info", web.Public, public.AskInfo},
		{get, "/richiedi-info/inviata", web.Public, public.InfoSent},
		{get, "/richieste/supporto", centre, public.SupportQueue},
		{get, "/richieste/supporto/:id", centre, public.SupportRequest},
		{post, "/richieste/supporto/:id/risposta", centre, public.AnswerSupport},
		{get, "/richieste/informazioni", region, public.InfoQueue},
		{get, "/richieste/informazioni/:id", region, public.InfoRequest},
		{post, "/richieste/informazioni/:id/risposta", region, public.AnswerInfo},
		{get, "/faq", web.Public, public.FAQ},
		{get, "/faq/gestione", region, public.ManageFAQ},
		{post, "/faq/gestione", region, public.AddFAQ},
		{get, "/faq/gestione/nuova", region, public.NewFAQPage},
		{get, "/faq/gestione/:id", region, public.FAQPage},
		{post, "/faq/gestione/:id", region, public.SaveFAQ},
		{post, "/faq/gestione/:id/pubblicazione", region, public.PublishFAQ},
		{post, "/faq/gestione/:id/ritiro", region, public.WithdrawFAQ},
		{post, "/faq/gestione/:id/posizione", region, public.MoveFAQ},
		{get, "/iter-procedurale", web.Public, public.Iter},
		{get, "/iter-procedurale/documento", web.Public, public.IterDocument},
		{get, "/iter-procedurale/versioni/:id", web.Public, public.IterVersion},
		{get, "/iter-procedurale/gestione", region, public.ManageIter},
		{post, "/iter-procedurale/gestione", region, public.PublishIter},
		{get, layout.PathShortcuts, web.Public, public.Shortcuts},
		{get, layout.PathPrivacy, web.Public, public.Privacy},
		{get, layout.PathLegal, web.Public, public.Legal},
		{get, layout.PathFeedback, web.Public, public.Accessibility},

		// access
		{get, "/accesso", web.Public, accounts.SignInPage},
		{post, "/accesso", web.Public, accounts.SignIn},
		{post, "/uscita", web.SignedIn, accounts.SignOut},
		{get, "/registrazione", web.Public, accounts.RegistrationPage},
		{post, "/registrazione", web.Public, accounts.Register},
		{get, "/registrazione/inviata", web.Public, accounts.RegistrationSent},
		{get, "/conferma/:token", web.Public, accounts.ConfirmPage},
		{post, "/conferma/:token", web.Public, accounts.Confirm},
		{get, "/password/richiesta", web.Public, accounts.PasswordRequestPage},
		{post, "/password/richiesta", web.Public, accounts.RequestPassword},
		{get, "/password/inviata", web.Public, accounts.PasswordSent},
		{get, "/password/:token", web.Public, accounts.NewPasswordPage},
		{post, "/password/:token", web.Public, accounts.SetNewPassword},
		{get, "/installazione/:token", web.Public, accounts.SetupPage},
		{post, "/installazione/:token", web.Public, accounts.Setup},
		{get, "/profilo", web.SignedIn, accounts.ProfilePage},
		{post, "/profilo/password", web.SignedIn, accounts.ChangePassword},
		{post, "/profilo/scorciatoie", web.SignedIn, accounts.SetShortcuts},
		{post, "/profilo/accessi/:id/revoca", web.SignedIn, accounts.RevokeVisit},
		{get, "/accreditamento", web.SignedIn, accounts.AccreditationPage},
		{post, "/accreditamento", web.SignedIn, accounts.SaveAccreditation},
		{get, "/accreditamento/documenti/:id", web.SignedIn, accounts.Paper},
		{get, "/accreditamenti", centre, accounts.Queue},
		{get, "/accreditamenti/:id", centre, accounts.DecisionPage},
		{post, "/accreditamenti/:id/abilitazione", centre, accounts.Enable},
		{post, "/accreditamenti/:id/rifiuto", centre, accounts.Refuse},
		{post, "/accreditamenti/:id/revoca", centre, accounts.Revoke},
		{get, "/operatori-comunicati", centreOrRegion, accounts.NamesPage},
		{post, "/operatori-comunicati/caricamenti", centreOrRegion, accounts.LoadNames},
		{get, "/operatori-comunicati/modello.csv", centreOrRegion, accounts.NamesModel},
		{get, "/operatori-comunicati/caricamenti/:id", centreOrRegion, accounts.LoadPage},
		{get, "/operatori-comunicati/caricamenti/:id/scarti", centreOrRegion, accounts.Rejects},
		{get, "/account", centreOrAdmin, accounts.Accounts},
		{post, "/account", admin, accounts.CreateAccount},
		{get, "/account/nuovo", admin, accounts.NewAccountPage},
		{get, "/account/:id", centreOrAdmin, accounts.AccountPage},
		{post, "/account/:id/disabilitazione", centreOrAdmin, accounts.Disable},
		{post, "/account/:id/abilitazione", centreOrAdmin, accounts.Reopen},
		{post, "/account/:id/ruoli", admin, accounts.AddRole},
		{post, "/account/:id/ruoli/:ruolo/revoca", admin, accounts.RevokeRole},
		{get, "/tabelle/uffici", admin, accounts.Offices},
		{post, "/tabelle/uffici", admin, accounts.AddOffice},
		{get, "/tabelle/uffici/nuovo", admin, accounts.NewOfficePage},
		{get, "/tabelle/uffici/:id", admin, accounts.OfficePage},
		{post, "/tabelle/uffici/:id", admin, accounts.SaveOffice},
		{post, "/tabelle/uffici/:id/comuni", admin, accounts.SaveCatchment},

		// reference
		{get, layout.PathSources, web.Public, tables.Sources},
		{get, "/cerca/:tabella", web.SignedIn, tables.Search},
		{get, "/tabelle", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.Tables},
		{get, "/tabelle/repertorio.csv", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.Repertorio},
		{post, "/tabelle/repertorio", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.ReplaceRepertorio},

		// exchange
		{get, "/elenchi/:id/caricamenti", loaders, loads.UploadPage},
		{post, "/elenchi/:id/caricamenti", loaders, loads.Upload},
		{get, "/caricamenti/modello.csv", loaders, loads.Model},
		{get, "/caricamenti/:id", loaders, loads.Load},
		{post, "/caricamenti/:id/titoli", loaders, loads.SetHeader},
		{post, "/caricamenti/:id/colonne", loaders, loads.SetColumns},
		{post, "/caricamenti/:id/applicazione", loaders, loads.Apply},
		{post, "/caricamenti/:id/annullamento", loaders, loads.Undo},
		{post, "/caricamenti/:id/scarto", loaders, loads.Discard},
		{get, "/caricamenti/:id/respinte.csv", loaders, loads.Rejects},

		// people
		{get, "/elenchi", web.Only(people.Lists...), persons.ListsPage},
		{get, "/elenchi/gestione", web.Only(rule.RoleRegion), persons.ManageLists},
		{post, "/elenchi/gestione", web.Only(rule.RoleRegion), persons.OpenList},
		{get, "/elenchi/gestione/:id", web.Only(rule.RoleRegion), persons.ManageList},
		{post, "/elenchi/gestione/:id", web.Only(rule.RoleRegion), persons.ChangeList},
		{post, "/elenchi/gestione/:id/chiusura", web.Only(rule.RoleRegion), persons.CloseList},
		{post, "/elenchi/gestione/:id/riapertura", web.Only(rule.RoleRegion), persons.ReopenList},
		{get, "/elenchi/:id", web.Only(people.Lists...), persons.List},
		{post, "/elenchi/:id/ricerca", web.Only(people.Lists...), persons.SearchList},
		{get, "/elenchi/:id/excel", web.Only(people.Lists...), persons.ListExcel},
		{get, "/elenchi/:id/righe/:riga/appuntamento", web.Only(people.Desk...), persons.BookRow},
		{post, "/cerca", web.Only(people.Readers...), persons.Find},
		{get, "/lavoratori", web.Only(people.Readers...), persons.Search},
		{post, "/lavoratori/ricerca", web.Only(people.Readers...), persons.Find},
		{get, "/lavoratori/nuovo", web.Only(people.Desk...), persons.NewPage},
		{post, "/lavoratori", web.Only(people.Desk...), persons.Create},
		{post, "/lavoratori/doppioni", web.Only(people.Desk...), persons.Twins},
		{get, "/lavoratori/:id", web.Only(people.Readers...), persons.Card},
		{get, "/lavoratori/:id/modifica", web.Only(people.Desk...), persons.Edit},
		{post, "/lavoratori/:id/modifica", web.Only(people.Desk...), persons.Save},
		{get, "/lavoratori/:id/did/nuova", web.Only(people.Desk...), persons.DIDPage},
		{post, "/lavoratori/:id/did", web.Only(people.Desk...), persons.DeclareDID},
		{get, "/lavoratori/:id/did/:did/fine", web.Only(people.Desk...), persons.EndDIDPage},
		{post, "/lavoratori/:id/did/:did/fine", web.Only(people.Desk...), persons.EndDID},
		{get, "/lavoratori/:id/did/:did/annullamento", web.Only(people.Desk...), persons.AnnulDIDPage},
		{post, "/lavoratori/:id/did/:did/annullamento", web.Only(people.Desk...), persons.AnnulDID},
		{get, "/lavoratori/:id/codice-fiscale", web.Only(people.Desk...), persons.ChangeCodePage},
		{post, "/lavoratori/:id/codice-fiscale", web.Only(people.Desk...), persons.ChangeCode},

		// registry
		{get, "/lavoratori/:id/servizi/nuovo", registers, services.NewService},
		{post, "/lavoratori/:id/servizi", registers, services.Register},
		{get, "/lavoratori/:id/attestazione", registers, services.AttestationPage},
		{post, "/lavoratori/:id/attestazione", registers, services.Attest},
		{get, "/codici", readsCodes, services.Codes},
		{post, "/codici/vocabolario", admin, services.SetVocabulary},
		{get, "/codici/excel", readsCodes, services.CodesExcel},
		{get, "/codici/servizi/:codice", readsCodes, services.Code},
		{post, "/codici/servizi/:codice", admin, services.ChangeCode},
		{get, "/codici/servizi/:codice/modifica", admin, services.EditCode},
		{post, "/codici/servizi/:codice/nazionale", admin, services.Confirm},
		{get, "/codici/prestazioni", readsCodes, services.Prestazioni},
		{get, "/codici/prestazioni/:codice", readsCodes, services.Prestazione},
		{post, "/codici/prestazioni/:codice", admin, services.ChangePrestazione},
		{get, "/codici/prestazioni/:codice/modifica", admin, services.EditPrestazione},
		{get, "/codici/nazionali", readsCodes, services.Mappings},
		{get, "/codici/uffici", admin, services.Offices},
		{post, "/codici/uffici/:id", admin, services.SetOffice},
		{get, "/codici/sezione-6", answersFor, services.Section},
		{post, "/codici/sezione-6", answersFor, services.PrepareSection},
		{get, "/codici/sezione-6/file", answersFor, services.SectionFile},
		{get, "/servizi", readsServices, services.Ledger},
		{get, "/servizi/excel", readsServices, services.LedgerExcel},
		{get, "/servizi/deroghe", answersFor, services.Beyond},
		{get, "/servizi/:id", readsServices, services.Service},
		{post, "/servizi/:id/correzione", registers, services.Correct},
		{post, "/servizi/:id/annullamento", registers, services.Annul},

		// training
		{get, "/tabelle/pesi", web.Only(rule.RoleAdmin, rule.RoleRegion), courses.WeightsPage},
		{post, "/tabelle/pesi", web.Only(rule.RoleAdmin, rule.RoleRegion), courses.SaveWeights},
		{get, "/percorsi", readers, courses.Catalogue},
		{post, "/percorsi", region, courses.CreateCourse},
		{get, "/percorsi/nuovo", region, courses.NewCourse},
		{get, "/percorsi/importazione", region, courses.ImportPage},
		{get, "/percorsi/importazione/modello.csv", region, courses.CatalogueModel},
		{post, "/percorsi/importazione", region, courses.Import},
		{get, "/percorsi/:id", readers, courses.Course},
		{post, "/percorsi/:id", region, courses.ChangeCourse},
		{get, "/percorsi/:id/modifica", region, courses.EditCourse},
		{get, "/percorsi/:id/edizioni/nuova", region, editions.New},
		{post, "/percorsi/:id/edizioni", region, editions.Create},
		{get, "/edizioni/:id", readers, editions.Show},
		{post, "/edizioni/:id", region, editions.Change},
		{get, "/edizioni/:id/modifica", region, editions.Edit},
		{get, "/organismi", region, courses.Bodies},
		{post, "/organismi", region, courses.CreateBody},
		{get, "/organismi/nuovo", region, courses.NewBody},
		{post, "/organismi/:id", region, courses.ChangeBody},
		{get, "/organismi/:id/modifica", region, courses.EditBody},
		{get, "/iscrizioni/:id", offices, courses.Enrolment},
		{post, "/iscrizioni/:id/rinuncia", offices, courses.Withdraw},
		{post, "/iscrizioni/:id/conferma", offices, courses.Confirm},
		{post, "/iscrizioni/:id/spostamento", offices, courses.Move},
		{get, "/ente/percorsi", trainers, courses.OwnCourses},
		{get, "/ente/percorsi/:id", trainers, courses.OwnCourse},
		{get, "/ente/percorsi/:id/edizioni/nuova", trainers, ownEditions.New},
		{post, "/ente/percorsi/:id/edizioni", trainers, ownEditions.Create},
		{get, "/ente/edizioni", trainers, courses.OwnEditions},
		{get, "/ente/edizioni/:id", trainers, ownEditions.Show},
		{post, "/ente/edizioni/:id", trainers, ownEditions.Change},
		{get, "/ente/edizioni/:id/modifica", trainers, ownEditions.Edit},
		{get, "/ente/iscritti", trainers, courses.Enrolled},
		{post, "/ente/iscritti/:id/conclusione", trainers, courses.ConcludeOwn},
		// desk
		{get, "/scrivania", web.Only(desk.Readers...), scrivania.Show},

		// indicators
		{get, "/scadenze", web.Only(indicators.DeadlineReaders...), figures.Deadlines},
		{get, "/scadenze/excel", web.Only(indicators.DeadlineReaders...), figures.DeadlinesExcel},
		{get, "/scadenze/regole", web.Only(indicators.DeadlineReaders...), figures.TimeRules},
		{post, "/scadenze/promemoria", web.Only(indicators.DeadlineReaders...), figures.Remind},
		{post, "/scadenze/promemoria/:id/revoca", web.Only(indicators.DeadlineReaders...), figures.TakeBack},
		{get, "/scadenze/:regola/:id/sospensione", web.Only(indicators.DeadlineDesk...), figures.SuspensionPage},
		{post, "/scadenze/:regola/:id/sospensione", web.Only(indicators.DeadlineDesk...), figures.Suspend},
		{post, "/scadenze/:regola/:id/ripresa", web.Only(indicators.DeadlineDesk...), figures.Resume},
		{get, "/carico", web.Only(indicators.WorkloadReaders...), figures.Workload},
		{get, "/indicatori", figuresRead, figures.Sheet},
		{get, "/indicatori/excel", figuresRead, figures.Excel},
		{get, "/indicatori/pdf", figuresRead, figures.PDF},
		{get, "/indicatori/obiettivi", figuresRead, figures.Objectives},
		{get, "/indicatori/obiettivi-di-sistema", figuresRead, figures.SystemObjectives},
		{get, "/indicatori/confronto", web.Only(rule.RoleProvince, rule.RoleRegion), figures.Compare},
		{get, "/indicatori/colloqui-delle-did", figuresRead, figures.Share},
		{get, "/indicatori/colloqui-delle-did/excel", figuresRead, figures.ShareExcel},
		{get, "/indicatori/chiusure", web.Only(rule.RoleProvince, rule.RoleRegion), figures.Closings},
		{get, "/indicatori/confronto/excel", web.Only(rule.RoleProvince, rule.RoleRegion), figures.CompareExcel},
		{get, "/indicatori/anni-base", basesWrite, figures.BasesPage},
		{post, "/indicatori/anni-base", basesWrite, figures.SaveBase},
		{post, "/indicatori/anni-base/importazione", basesWrite, figures.ImportBases},
		{get, "/indicatori/visite", offices, figures.VisitsPage},
		{post, "/indicatori/visite", offices, figures.SaveVisits},
		{get, "/tabelle/obiettivi", web.Only(rule.RoleAdmin, rule.RoleRegion), figures.TargetsPage},
		{get, "/tabelle/obiettivi/:id", web.Only(rule.RoleAdmin, rule.RoleRegion), figures.TargetPage},
		{post, "/tabelle/obiettivi/:id", web.Only(rule.RoleAdmin, rule.RoleRegion), figures.SaveTarget},
		{get, "/indicatori/chiusura", head, figures.ClosePage},
		{post, "/indicatori/chiusura", head, figures.Close},
		{get, "/indicatori/:codice", figuresRead, figures.Detail},
		{get, "/indicatori/:codice/excel", figuresRead, figures.DetailExcel},

		// agenda
		{get, "/agenda", diaryRead, diary.Calendar},
		{get, "/agenda/stampa", diaryRead, diary.Print},
		{get, "/sessioni", diaryRead, diary.Sessions},
		{post, "/sessioni", diaryWrite, diary.OpenSession},
		{get, "/sessioni/nuova", diaryWrite, diary.NewSession},
		{get, "/sessioni/:id", diaryRead, diary.Session},
		{post, "/sessioni/:id/ricerca", diaryWrite, diary.SearchAttendee},
		{post, "/sessioni/:id/ingressi", diaryWrite, diary.Invite},
		{post, "/sessioni/:id/uscite", diaryWrite, diary.Uninvite},
		{post, "/sessioni/:id/presenze", diaryWrite, diary.Attendance},
		{get, "/sessioni/:id/foglio-firme", diaryRead, diary.SignSheet},
		{get, "/sessioni/:id/modifica", diaryWrite, diary.SessionChangePage},
		{post, "/sessioni/:id/modifica", diaryWrite, diary.ChangeSession},
		{get, "/sessioni/:id/annullamento", diaryWrite, diary.SessionCancellationPage},
		{post, "/sessioni/:id/annullamento", diaryWrite, diary.CancelSession},
		{get, "/agenda/esiti", diaryWrite, diary.OutcomesPage},
		{post, "/agenda/esiti", diaryWrite, diary.Outcomes},
		{get, "/appuntamenti", diaryRead, diary.Archive},
		{post, "/appuntamenti", diaryWrite, diary.CreateBooking},
		{get, "/appuntamenti/miei", diaryWrite, diary.Mine},
		{get, "/appuntamenti/nuovo", diaryWrite, diary.NewBooking},
		{post, "/appuntamenti/ricerca", diaryWrite, diary.SearchPerson},
		{get, "/appuntamenti/:id", diaryRead, diary.Appointment},
		{get, "/appuntamenti/:id/calendario.ics", diaryRead, diary.ICS},
		{get, "/appuntamenti/:id/lettera", diaryRead, diary.Letter},
		{get, "/appuntamenti/:id/spostamento", diaryWrite, diary.MoveForm},
		{post, "/appuntamenti/:id/spostamento", diaryWrite, diary.Move},
		{get, "/appuntamenti/:id/annullamento", diaryWrite, diary.CancelForm},
		{post, "/appuntamenti/:id/annullamento", diaryWrite, diary.Cancel},
		{get, "/appuntamenti/:id/bilancio", diaryWrite, diary.StartForm},
		{post, "/appuntamenti/:id/esito", diaryWrite, diary.Outcome},
		{post, "/appuntamenti/:id/riapertura", diaryWrite, diary.Reopen},
		{post, "/appuntamenti/:id/conferma", diaryWrite, diary.Confirm},
		{get, "/lavoratori/:id/riscontri", diaryRead, diary.Riscontri},
		{post, "/lavoratori/:id/riscontri", diaryWrite, diary.RecordRiscontro},
		{post, "/lavoratori/:id/riscontri/revoca", head, diary.RevokeRiscontro},
		{get, "/convocazioni/nuova", diaryWrite, diary.NewConvocation},
		{post, "/convocazioni/nuova", diaryWrite, diary.NewConvocation},
		{post, "/convocazioni", diaryWrite, diary.Convene},
		{get, "/convocazioni/:lotto", diaryRead, diary.Batch},
		{get, "/convocazioni/:lotto/lettere", diaryRead, diary.BatchLetters},
		{get, "/ufficio", head, diary.Office},
		{post, "/ufficio/scheda", head, diary.SaveCard},
		{post, "/ufficio/orari", head, diary.SaveHours},
		{post, "/ufficio/chiusure", head, diary.CloseDay},
		{post, "/ufficio/chiusure/riapertura", head, diary.OpenDay},
		{post, "/ufficio/assenze", head, diary.AddAbsence},
		{post, "/ufficio/assenze/:id/annullamento", head, diary.RemoveAbsence},
	}
}

// New returns the product's handler: the table, static files and health.
func New(app *web.App) (http.Handler, error) {
	engine, err := app.NewEngine()
	if err != nil {
		return nil, err
	}
	for _, r := range Routes(app) {
		app.Handle(engine, r.Method, r.Path, r.Access, r.Handler)
		if page := FormOf(r.Path); page != "" {
			engine.GET(r.Path, app.Serve(r.Access, toForm(page)))
		}
	}
	engine.GET("/static/*path", gin.WrapH(static.Handler()))
	engine.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	engine.GET("/readyz", func(c *gin.Context) {
		if err := app.Ready(c); err != nil {
			c.String(http.StatusServiceUnavailable, "not ready\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	})
	engine.NoRoute(app.NoRoute)
	return web.Protect(engine), nil
}
