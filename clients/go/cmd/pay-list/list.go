package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

var (
	columns, moreColumns = []string{"key", "recipient_bank", "recipient_account", "amount"}, []string{"note", "email"}

	isName   = regexp.MustCompile(`^[!-~]{1,128}$`).MatchString
	isAmount = regexp.MustCompile(`^[1-9][0-9]{0,17}$`).MatchString
)

func readFile(prefix, path string) ([]*row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return read(prefix, file)
}

// read gives the whole list, or an error: no row is paid while another one can't be read.
func read(prefix string, from io.Reader) ([]*row, error) {
	text := bufio.NewReader(from)
	if mark, _, err := text.ReadRune(); err == nil && mark != '\ufeff' { // which spreadsheets put first
		text.UnreadRune()
	}
	lines := csv.NewReader(text)
	heading, err := lines.Read()
	if err != nil && err != io.EOF {
		return nil, err
	}
	places, ok := placesOf(heading)
	if !ok {
		return nil, fmt.Errorf("the first line must be %s, and may have %s", strings.Join(columns, ","), strings.Join(moreColumns, ","))
	}
	var rows []*row
	known := map[string]bool{}
	for {
		fields, err := lines.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		row, err := rowOf(prefix, fields, places)
		if err == nil && known[row.name] {
			err = fmt.Errorf("the payout %s is there twice", row.name)
		}
		if err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		known[row.name] = true
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, errors.New("it has no rows")
	}
	return rows, nil
}

// placesOf tells where each column is.
func placesOf(heading []string) (places map[string]int, ok bool) {
	places = map[string]int{}
	for place, column := range heading {
		places[column] = place
	}
	found := 0
	for _, column := range columns {
		if _, ok := places[column]; !ok {
			return nil, false
		}
		found++
	}
	for _, column := range moreColumns {
		if _, ok := places[column]; ok {
			found++
		}
	}
	return places, found == len(heading)
}

func rowOf(prefix string, fields []string, places map[string]int) (*row, error) {
	of := func(column string) string {
		if place, ok := places[column]; ok {
			return fields[place]
		}
		return ""
	}
	made := &row{
		name: prefix + "-" + of("key"), bank: of("recipient_bank"), account: of("recipient_account"),
		note: of("note"), email: of("email"), standing: notAskedFor,
	}
	switch {
	case of("key") == "" || !isName(made.name):
		return nil, fmt.Errorf("%q is no id of a payout: at most 128 visible ASCII characters", made.name)
	case !isAmount(of("amount")):
		return nil, fmt.Errorf("%q is no amount in whole rupiah, digits only", of("amount"))
	case made.bank == "" || made.account == "":
		return nil, errors.New("bank and account must be given")
	}
	var err error
	made.amount, err = strconv.ParseInt(of("amount"), 10, 64)
	return made, err
}
