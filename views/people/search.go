package people

import "net/url"

func searchHref(q string) string {
	if q == "" {
		return "/lavoratori"
	}
	return "/lavoratori?q=" + url.QueryEscape(q)
}
