package archive

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// Recount compares a column that is kept beside its facts with the facts. It
// returns an Italian sentence for each difference.
type Recount struct {
	Name  string
	Check func(ctx context.Context, d *db.DB) ([]string, error)
}

// Report is what a check found. Damage are Italian sentences that name what is
// wrong; Notes tell of what an interrupted act left behind and the next start
// completes or sweeps, which is no damage.
type Report struct {
	Damage []string
	Notes  []string
	Rows   int // of the audit
	Files  int
}

// OK reports whether nothing is damaged.
func (r Report) OK() bool { return len(r.Damage) == 0 }

// Manifest is the first entry of a backup: what else is in it.
type Manifest struct {
	Product   string       `json:"product"`
	Format    int          `json:"format"`
	CreatedAt rule.Instant `json:"created_at"`
	Database  FileSum      `json:"database"`
	Files     []FileSum    `json:"files"`
	AuditRows int          `json:"audit_rows"`
	AuditHash string       `json:"audit_hash"` // of the last row
}

// FileSum names one file of a backup.
type FileSum struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	manifestName   = "manifest.json"
	manifestFormat = 1
	backupFiles    = "files/"
)
