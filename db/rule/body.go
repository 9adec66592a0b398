package rule

// OwningBody is the administration in whose name pages and documents stand.
const OwningBody = "Regione Puglia · Servizio Politiche per il Lavoro"
