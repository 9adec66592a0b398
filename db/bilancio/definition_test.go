package bilancio

import "testing"

func TestDefinitionHasEveryPanelAndField(t *testing.T) {
	t.Log(len(Base.Panels()))
}
