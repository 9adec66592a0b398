// Package handlers holds the route table. Each area's pages are in a package of
// its own below; the kit that they share is package web.
package handlers

import (
	"net/http"

	bilancistore "sportello/db/bilancio"
	pactstore "sportello/db/pacts"
	"sportello/db/rule"
	trainingstore "sportello/db/training"
	"sportello/handlers/access"
	"sportello/handlers/agenda"
	"sportello/handlers/archive"
	"sportello/handlers/bilancio"
	"sportello/handlers/conditionality"
	"sportello/handlers/demo"
	"sportello/handlers/desk"
	"sportello/handlers/exchange"
	"sportello/handlers/helpdesk"
	"sportello/handlers/indicators"
	"sportello/handlers/pacts"
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
	special        = web.Only(rule.RoleSpecialData)
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
	agreements := pacts.New(app)
	pactsRead, pactsWrite := web.Only(pactstore.Readers...), web.Only(pactstore.Writers...)
	duties := conditionality.New(app)
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
		{get, "/schede/:scheda/:codice", admin, bilanci.PanelFields},
		{post, "/schede/:scheda/:codice", admin, bilanci.ChangeField},

		// pacts
		{get, "/patti", pactsRead, agreements.List},
		{get, "/lavoratori/:id/patti/nuovo", pactsWrite, agreements.NewPage},
		{post, "/lavoratori/:id/patti", pactsWrite, agreements.Create},
		{get, "/lavoratori/:id/colloqui/nuovo", pactsWrite, agreements.NewInterviewPage},
		{post, "/lavoratori/:id/colloqui", pactsWrite, agreements.StartInterview},
		{get, "/colloqui", pactsRead, agreements.InterviewList},
		{get, "/colloqui/:id", pactsRead, agreements.Interview},
		{get, "/colloqui/:id/pannelli/:codice", pactsRead, agreements.InterviewPanel},
		{post, "/colloqui/:id/pannelli/:codice/bozza", pactsWrite, agreements.DraftPanel},
		{post, "/colloqui/:id/pannelli/:codice/completamento", pactsWrite, agreements.CompletePanel},
		{post, "/colloqui/:id/pannelli/:codice/scheda-lavoratore", pactsWrite, agreements.TellCard},
		{get, "/colloqui/:id/fasi/:fase/chiusura", pactsWrite, agreements.PhaseClosingPage},
		{post, "/colloqui/:id/fasi/:fase/chiusura", pactsWrite, agreements.ClosePhase},
		{post, "/colloqui/:id/durata", pactsWrite, agreements.SetDuration},
		{get, "/colloqui/:id/incontri", pactsWrite, agreements.MeetingPage},
		{post, "/colloqui/:id/incontri", pactsWrite, agreements.AddMeeting},
		{get, "/colloqui/:id/incontri/:incontro/annullamento", pactsWrite, agreements.AnnulMeetingPage},
		{post, "/colloqui/:id/incontri/:incontro/annullamento", pactsWrite, agreements.AnnulMeeting},
		{get, "/colloqui/:id/rinvii", pactsWrite, agreements.DirectPage},
		{post, "/colloqui/:id/rinvii", pactsWrite, agreements.Direct},
		{post, "/colloqui/:id/rinvii/:rinvio/annullamento", pactsWrite, agreements.AnnulDirecting},
		{get, "/colloqui/:id/interruzione", pactsWrite, agreements.StopPage},
		{post, "/colloqui/:id/interruzione", pactsWrite, agreements.Stop},
		{get, "/misure", pactsRead, agreements.OfferList},
		{get, "/lavoratori/:id/misure", pactsRead, agreements.WorkerOffers},
		{get, "/lavoratori/:id/misure/nuova", pactsWrite, agreements.NewOfferPage},
		{post, "/lavoratori/:id/misure", pactsWrite, agreements.CreateOffer},
		{get, "/misure/:id", pactsRead, agreements.ShowOffer},
		{get, "/misure/:id/risposta", pactsWrite, agreements.AnswerOfferPage},
		{post, "/misure/:id/risposta", pactsWrite, agreements.AnswerOffer},
		{get, "/misure/:id/partecipazione", pactsWrite, agreements.AttendOfferPage},
		{post, "/misure/:id/partecipazione", pactsWrite, agreements.AttendOffer},
		{get, "/misure/:id/esito", pactsWrite, agreements.EndOfferPage},
		{post, "/misure/:id/esito", pactsWrite, agreements.EndOffer},
		{get, "/misure/:id/annullamento", pactsWrite, agreements.AnnulOfferPage},
		{post, "/misure/:id/annullamento", pactsWrite, agreements.AnnulOffer},
		{get, "/patti/:id", pactsRead, agreements.Show},
		{get, "/patti/:id/contenuto", pactsWrite, agreements.ContentsPage},
		{post, "/patti/:id/contenuto", pactsWrite, agreements.SaveContents},
		{get, "/patti/:id/azioni/nuova", pactsWrite, agreements.NewActionPage},
		{post, "/patti/:id/azioni", pactsWrite, agreements.AddAction},
		{post, "/patti/:id/azioni-bilancio", pactsWrite, agreements.TakeAction},
		{get, "/patti/:id/azioni/:azione", pactsWrite, agreements.ActionPage},
		{post, "/patti/:id/azioni/:azione", pactsWrite, agreements.SaveAction},
		{get, "/patti/:id/azioni/:azione/rimozione", pactsWrite, agreements.RemovalPage},
		{post, "/patti/:id/azioni/:azione/rimozione", pactsWrite, agreements.RemoveAction},
		{get, "/patti/:id/proposta", pactsWrite, agreements.ProposalPage},
		{post, "/patti/:id/proposta", pactsWrite, agreements.Propose},
		{get, "/patti/:id/firma", pactsWrite, agreements.SignaturePage},
		{post, "/patti/:id/firma", pactsWrite, agreements.Sign},
		{get, "/patti/:id/versioni/:n/scansione", pactsRead, agreements.Scan},
		{get, "/patti/:id/rifiuto", pactsWrite, agreements.RefusalPage},
		{post, "/patti/:id/rifiuto", pactsWrite, agreements.Refuse},
		{get, "/patti/:id/aggiornamento", pactsWrite, agreements.UpdatePage},
		{post, "/patti/:id/aggiornamento", pactsWrite, agreements.Update},
		{get, "/patti/:id/aggiornamento/abbandono", pactsWrite, agreements.DropPage},
		{post, "/patti/:id/aggiornamento/abbandono", pactsWrite, agreements.Drop},
		{get, "/patti/:id/verifiche", pactsWrite, agreements.CheckPage},
		{post, "/patti/:id/verifiche", pactsWrite, agreements.AddCheck},
		{get, "/patti/:id/piano", pactsWrite, agreements.PlanPage},
		{post, "/patti/:id/piano", pactsWrite, agreements.ProposePlan},
		{get, "/patti/:id/piano/firma", pactsWrite, agreements.PlanSignaturePage},
		{post, "/patti/:id/piano/firma", pactsWrite, agreements.SignPlan},
		{get, "/patti/:id/piano/rifiuto", pactsWrite, agreements.PlanRefusalPage},
		{post, "/patti/:id/piano/rifiuto", pactsWrite, agreements.RefusePlan},
		{get, "/patti/:id/piano/:pai/scansione", pactsRead, agreements.PlanScan},
		{get, "/patti/:id/fine", pactsWrite, agreements.EndPage},
		{post, "/patti/:id/fine", pactsWrite, agreements.End},
		{get, "/patti/:id/annullamento", pactsWrite, agreements.AnnulPage},
		{post, "/patti/:id/annullamento", pactsWrite, agreements.Annul},

		// conditionality, an optional module
		{get, "/moduli", admin, duties.ModulesPage},
		{post, "/moduli/condizionalita", admin, duties.SetModule},
		{get, "/condizionalita", pactsRead, duties.WhenOn(duties.List)},
		{get, "/condizionalita/valutazioni/:fatto", pactsWrite, duties.WhenOn(duties.JudgePage)},
		{post, "/condizionalita/valutazioni/:fatto", pactsWrite, duties.WhenOn(duties.Draft)},
		{get, "/condizionalita/valutazioni/:fatto/accantonamento", pactsWrite, duties.WhenOn(duties.AsidePage)},
		{post, "/condizionalita/valutazioni/:fatto/accantonamento", pactsWrite, duties.WhenOn(duties.SetAside)},
		{get, "/condizionalita/:id", pactsRead, duties.WhenOn(duties.Show)},
		{get, "/condizionalita/:id/motivo", special, duties.WhenOn(duties.ReasonPage)},
		{get, "/condizionalita/:id/conferma", head, duties.WhenOn(duties.ConfirmPage)},
		{post, "/condizionalita/:id/conferma", head, duties.WhenOn(duties.Confirm)},
		{get, "/condizionalita/:id/archiviazione", head, duties.WhenOn(duties.FilePage)},
		{post, "/condizionalita/:id/archiviazione", head, duties.WhenOn(duties.File)},
		{get, "/condizionalita/:id/annullamento", pactsWrite, duties.WhenOn(duties.AnnulPage)},
		{post, "/condizionalita/:id/annullamento", pactsWrite, duties.WhenOn(duties.Annul)},

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
		{post, "/lavoratori/nuovo", web.Only(people.Desk...), persons.FromCode},
		{post, "/lavoratori", web.Only(people.Desk...), persons.Create},
		{post, "/lavoratori/doppioni", web.Only(people.Desk...), persons.Twins},
		{get, "/lavoratori/:id", web.Only(people.Readers...), persons.Card},
		{get, "/lavoratori/:id/modifica", web.Only(people.Desk...), persons.Edit},
		{post, "/lavoratori/:id/modifica", web.Only(people.Desk...), persons.Save},
		{get, "/lavoratori/:id/carta/:sezione", web.Only(people.Readers...), persons.SectionPage},
		{post, "/lavoratori/:id/carta/:sezione", web.Only(people.Desk...), persons.SaveSection},
		{get, "/lavoratori/:id/propensioni", web.Only(people.Readers...), persons.Propensioni},
		{get, "/lavoratori/:id/propensioni/nuova", web.Only(people.Desk...), persons.NewPropensione},
		{post, "/lavoratori/:id/propensioni", web.Only(people.Desk...), persons.AddPropensione},
		{get, "/lavoratori/:id/propensioni/:prop", web.Only(people.Readers...), persons.Propensione},
		{post, "/lavoratori/:id/propensioni/:prop", web.Only(people.Desk...), persons.SavePropensione},
		{get, "/lavoratori/:id/propensioni/:prop/ritiro", web.Only(people.Desk...), persons.WithdrawPropensionePage},
		{post, "/lavoratori/:id/propensioni/:prop/ritiro", web.Only(people.Desk...), persons.WithdrawPropensione},
		{get, "/lavoratori/:id/stato", web.Only(people.Readers...), persons.EmploymentPage},
		{post, "/lavoratori/:id/stato", web.Only(people.Desk...), persons.StateEmployment},
		{get, "/lavoratori/:id/stato/:n/annullamento", web.Only(people.Desk...), persons.RevokeStatementPage},
		{post, "/lavoratori/:id/stato/:n/annullamento", web.Only(people.Desk...), persons.RevokeStatement},
		{get, "/lavoratori/:id/stato/condizione", web.Only(people.Desk...), persons.ConditionPage},
		{post, "/lavoratori/:id/stato/condizione", web.Only(people.Desk...), persons.StateCondition},
		{get, "/lavoratori/:id/stato/condizione/:n/annullamento", web.Only(people.Desk...), persons.AnnulConditionPage},
		{post, "/lavoratori/:id/stato/condizione/:n/annullamento", web.Only(people.Desk...), persons.AnnulCondition},
		{get, "/lavoratori/:id/stato/categoria", web.Only(people.Desk...), persons.CategoryPage},
		{post, "/lavoratori/:id/stato/categoria", web.Only(people.Desk...), persons.AssignCategory},
		{get, "/lavoratori/:id/stato/liste", web.Only(people.Desk...), persons.EnrolPage},
		{post, "/lavoratori/:id/stato/liste", web.Only(people.Desk...), persons.Enrol},
		{get, "/lavoratori/:id/stato/liste/:n", web.Only(people.Readers...), persons.EnrolmentPage},
		{post, "/lavoratori/:id/stato/liste/:n", web.Only(people.Desk...), persons.EndEnrolment},
		{get, "/lavoratori/:id/stato/liste/:n/annullamento", web.Only(people.Desk...), persons.AnnulEnrolmentPage},
		{post, "/lavoratori/:id/stato/liste/:n/annullamento", web.Only(people.Desk...), persons.AnnulEnrolment},
		{get, "/lavoratori/:id/profilo/indice", web.Only(people.Desk...), persons.IndexPage},
		{post, "/lavoratori/:id/profilo/indice", web.Only(people.Desk...), persons.SetIndex},
		{get, "/lavoratori/:id/profilo/indice/:n/annullamento", web.Only(people.Desk...), persons.AnnulIndexPage},
		{post, "/lavoratori/:id/profilo/indice/:n/annullamento", web.Only(people.Desk...), persons.AnnulIndex},
		{get, "/lavoratori/:id/gruppi", web.Only(people.Readers...), persons.GroupsPage},
		{post, "/lavoratori/:id/gruppi", web.Only(people.Desk...), persons.SetMark},
		{get, "/lavoratori/:id/gruppi/:n/fine", web.Only(people.Desk...), persons.EndMarkPage},
		{post, "/lavoratori/:id/gruppi/:n/fine", web.Only(people.Desk...), persons.EndMark},
		{get, "/lavoratori/:id/profilo", web.Only(people.Readers...), persons.ProfilesPage},
		{post, "/lavoratori/:id/profilo", web.Only(people.Desk...), persons.StartProfile},
		{get, "/lavoratori/:id/profilo/:profilo", web.Only(people.Readers...), persons.ProfilePage},
		{post, "/lavoratori/:id/profilo/:profilo/bozza", web.Only(people.Desk...), persons.DraftQuestions},
		{post, "/lavoratori/:id/profilo/:profilo/completamento", web.Only(people.Desk...), persons.CompleteQuestions},
		{get, "/lavoratori/:id/profilo/:profilo/approfondimento", web.Only(people.Readers...), persons.DeepenPage},
		{post, "/lavoratori/:id/profilo/:profilo/approfondimento/bozza", web.Only(people.Desk...), persons.DraftDeepening},
		{post, "/lavoratori/:id/profilo/:profilo/approfondimento/completamento", web.Only(people.Desk...), persons.CompleteDeepening},
		{get, "/lavoratori/:id/cv", web.Only(people.Readers...), persons.CVs},
		{post, "/lavoratori/:id/cv", web.Only(people.Desk...), persons.SaveCV},
		{post, "/lavoratori/:id/cv/europass", web.Only(people.Desk...), persons.MakeCV},
		{get, "/lavoratori/:id/cv/europass.pdf", web.Only(people.Desk...), persons.CurriculumPDF},
		{get, "/lavoratori/:id/cv/europass.xml", web.Only(people.Desk...), persons.CurriculumXML},
		{get, "/lavoratori/:id/cv/:cv/file", web.Only(people.Readers...), persons.CVFile},
		{post, "/lavoratori/:id/cv/:cv/convalida", web.Only(people.Desk...), persons.ValidateCV},
		{get, "/lavoratori/:id/cv/:cv/trasferimento", web.Only(people.Desk...), persons.TransferCVPage},
		{post, "/lavoratori/:id/cv/:cv/trasferimento", web.Only(people.Desk...), persons.TransferCV},
		{get, "/lavoratori/:id/cv/:cv/trasferimento/:invio/file", web.Only(people.Desk...), persons.TransferFile},
		{get, "/lavoratori/:id/cv/:cv/trasferimento/:invio/esito", web.Only(people.Desk...), persons.OutcomePage},
		{post, "/lavoratori/:id/cv/:cv/trasferimento/:invio/esito", web.Only(people.Desk...), persons.Outcome},
		{get, "/lavoratori/:id/cv/:cv/annullamento", web.Only(people.Desk...), persons.AnnulCVPage},
		{post, "/lavoratori/:id/cv/:cv/annullamento", web.Only(people.Desk...), persons.AnnulCV},
		{get, "/lavoratori/:id/profilo/:profilo/aree-riservate", special, persons.SpecialPage},
		{post, "/lavoratori/:id/profilo/:profilo/aree-riservate", special, persons.SaveSpecial},
		{get, "/lavoratori/:id/segnalazione", special, persons.ReferralsPage},
		{post, "/lavoratori/:id/segnalazione", special, persons.Refer},
		{post, "/lavoratori/:id/segnalazione/valutazione", special, persons.JudgeReferral},
		{get, "/lavoratori/:id/segnalazione/:segnalazione/esito", special, persons.ReferralOutcomePage},
		{post, "/lavoratori/:id/segnalazione/:segnalazione/esito", special, persons.SetReferralOutcome},
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
		{get, "/scadenze/pai", web.Only(indicators.DeadlineReaders...), figures.PlanDeadlines},
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
