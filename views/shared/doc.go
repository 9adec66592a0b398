// Package shared holds the parts that every page is put together from: badges,
// messages, form fields, lists, the calendar of a month, charts, and the way
// Italian is written (numbers, dates, plurals). A part is a typed templ
// component; it knows no store and no request.
//
// Three things are common to all of them:
//
//   - they work without a script; what app.js adds hangs on data- attributes;
//   - every control has a name in words, and its hint and error are tied to it
//     (aria-describedby, aria-invalid), so that they are heard as well as seen;
//   - an id is made from the name of the thing (FieldID), so that the summary
//     of errors, a test and a bookmark find it.
//
// The page around them is package layout. All of them together, with sample
// data, are drawn by package styleguide.
package shared
