package people

import (
	"archive/zip"
	"encoding/xml"
	"io"

	"sportello/db/people"
)

// Transfer writes the file that hands a CV to the citizens' portal: a zip of
// trasferimento.xml, the data as they were, and cv.pdf. The same transfer gives
// the same bytes.
func Transfer(w io.Writer, contents people.TransferContents, pdf io.Reader) error {
	out := zip.NewWriter(w)
	data, err := out.Create("trasferimento.xml")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(data, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(data)
	e.Indent("", "  ")
	if err := e.EncodeElement(contents, xml.StartElement{Name: xml.Name{Local: "TrasferimentoCV"}, Attr: []xml.Attr{{Name: xml.Name{Local: "versione"}, Value: "1"}}}); err != nil {
		return err
	}
	file, err := out.Create("cv.pdf")
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, pdf); err != nil {
		return err
	}
	return out.Close()
}
