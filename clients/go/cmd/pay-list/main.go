// pay-list pays the rows of a list, each once, however often it is run.
//
//	OY_SOCKET=/run/oyd/oyd.sock pay-list salary-2026-11 LIST.csv [--within 15m] [--real]
//
// LIST.csv has the columns key, recipient_bank, recipient_account and amount (whole rupiah, digits only), and may have note
// and email. The row with the key E0042 is the payout salary-2026-11-E0042 in every run. So whatever ended a run: run it again,
// with the same list.
//
// It ends with status 0 if every row is paid, with 1 if it is certain how each row ended and some are not paid, and with 3 if
// rows are open, not asked for or for a person, or if it could not do its work or write its report: standard error says why.
// With 2 the command or the list is wrong, and nothing was asked for. Where the gateway stands before the real OY!, and not
// before a simulator on this host, it pays only with --real.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"oygateway"
	"oygateway/cmd/internal/rupiah"
	"oygateway/oyv1"
)

func main() {
	flags := flag.NewFlagSet("pay-list", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: pay-list PREFIX LIST.csv [--within 15m] [--real]\n"+
			"exit status: 0 every row is paid; 1 all is certain, some are not paid; 2 wrong command or list; 3 run it again")
		flags.PrintDefaults()
	}
	within := flags.Duration("within", 15*time.Minute, "then it stops asking")
	real := flags.Bool("real", false, "pay real money")
	var words []string
	for rest := os.Args[1:]; len(rest) > 0; {
		flags.Parse(rest)
		if rest = flags.Args(); len(rest) > 0 {
			words, rest = append(words, rest[0]), rest[1:]
		}
	}
	if len(words) != 2 || *within <= 0 {
		flags.Usage()
		os.Exit(2)
	}
	rows, err := readFile(words[0], words[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", words[1], err)
		os.Exit(2)
	}
	path := os.Getenv("OY_SOCKET")
	if path == "" {
		path = "/run/oyd/oyd.sock"
	}
	os.Exit(pay(oygateway.New(path), rows, *within, *real))
}

// pay gives the exit status.
func pay(client *oygateway.Client, rows []*row, within time.Duration, real bool) int {
	defer client.Close()
	over, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	over, cancel := context.WithTimeout(over, within)
	defer cancel()
	info, err := client.Gateway.GetInfo(over, &oyv1.GetInfoRequest{})
	if err == nil && !real && !isSimulated(info.BaseUrl) {
		fmt.Fprintln(os.Stderr, "the gateway pays real money: run with --real to do it")
		return 2
	}
	var deposit *oyv1.GetBalanceResponse
	if err == nil {
		deposit, err = client.Disbursement.GetBalance(over, &oyv1.GetBalanceRequest{})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nothing was asked for:", err)
		return 3
	}
	fmt.Printf("%d payouts, %s; deposit %s\n", len(rows), rupiah.Text(sum(rows)), rupiah.Text(deposit.Balance))
	r := newRun(service{client}, rows, over)
	r.through()
	if over.Err() == context.Canceled {
		r.hold("interrupted")
	}
	return report(os.Stdout, rows, r.held)
}

func isSimulated(baseURL string) bool {
	base, err := url.Parse(baseURL)
	if err != nil {
		return false
	}
	switch base.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}
