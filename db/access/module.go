package access

// Module is an optional part of the product: off in a new installation, an
// administrator switches it on.
type Module string

// Conditionality drafts notices on missed appointments for somebody to decide on
// (d.lgs. 150/2015, art. 21, c. 7).
const Conditionality Module = "condizionalita"

// Modules are all of them.
var Modules = []Module{Conditionality}

// Label returns the module as the screens write it.
func (m Module) Label() string {
	if m == Conditionality {
		return "Condizionalità"
	}
	return string(m)
}

func (m Module) setting() string { return "modulo." + string(m) }

const moduleOn = "si"
