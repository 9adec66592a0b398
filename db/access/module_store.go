package access

import (
	"context"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ModuleOn reports whether a module is switched on, as q sees it.
func ModuleOn(ctx context.Context, q db.Querier, m Module) (on bool, err error) {
	err = q.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM setting WHERE key=? AND value=?)", m.setting(), moduleOn).Scan(&on)
	return on, err
}

// ModuleOn reports whether a module is switched on.
func (s *Store) ModuleOn(ctx context.Context, m Module) (bool, error) {
	return ModuleOn(ctx, s.db.Reader(), m)
}

// SetModule switches a module on or off; only an administrator does. It reports
// whether that changed anything.
func (s *Store) SetModule(ctx context.Context, actor rule.Actor, m Module, on bool) (changed bool, err error) {
	if !actor.Has(rule.RoleAdmin) || !slices.Contains(Modules, m) {
		return false, db.ErrNotFound
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := ModuleOn(ctx, tx, m)
		if changed = err == nil && was != on; !changed {
			return err
		}
		value, action := moduleOn, "modulo.acceso"
		if !on {
			value, action = "no", "modulo.spento"
		}
		if err := db.SetSettingTx(ctx, tx, m.setting(), value); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "setting", Fields: []string{string(m)}})
	})
	return changed, err
}
