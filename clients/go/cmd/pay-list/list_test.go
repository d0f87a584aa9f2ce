package main

import (
	"strings"
	"testing"
)

const heading = "key,recipient_bank,recipient_account,amount"

func TestPeerListHasEveryColumn(t *testing.T) {
	rows, err := read("pay", strings.NewReader("\ufeff"+heading+",note,email\r\nE1,014,0012,125000,\"Gaji, \"\"Mei\"\"\",siti@example.com\r\n"))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	mustBe(t, *rows[0], row{
		name: "pay-E1", bank: "014", account: "0012", amount: 125000, note: `Gaji, "Mei"`, email: "siti@example.com",
		standing: notAskedFor,
	})
}

func TestPeerListIsReadWholeOrNotAtAll(t *testing.T) {
	good := "E1,014,1,1000\n"
	texts := []string{
		"", heading, "key;recipient_bank;recipient_account;amount\nE1;014;1;1000\n", heading + ",name\n" + good,
		heading + ",key\nE1,014,1,1000,E2\n",
	}
	lines := []string{
		"E1,014,2,1000", ",014,2,1000", "E 2,014,2,1000", "E2,,2,1", "E2,014,,1", "E2,014,2", "E2,014,2,1,5", "E2,014,\"2,1",
		strings.Repeat("k", 125) + ",014,2,1000",
	}
	for _, amount := range []string{"", "0", "01", "1.000", "1e6", "-1", "+1", "1_000", " 1", "9999999999999999999", "١٢"} {
		lines = append(lines, "E2,014,2,"+amount)
	}
	for _, line := range lines {
		texts = append(texts, heading+"\n"+good+line+"\n")
	}
	for _, text := range texts {
		if rows, err := read("pay", strings.NewReader(text)); err == nil {
			t.Errorf("%q: %v", text, rows)
		}
	}
	_, err := read("pay", strings.NewReader(heading+"\n"+good+"E2,014,2,1.000\n"))
	if !strings.HasPrefix(err.Error(), `line 3: "1.000" is no amount`) {
		t.Error(err)
	}
}
