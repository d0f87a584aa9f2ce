// payout-final tells when a payout is final.
//
//	OY_SOCKET=/run/oyd/oyd.sock payout-final PARTNER_TRX_ID
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"oygateway"
	"oygateway/oyv1"
)

func main() {
	path := os.Getenv("OY_SOCKET")
	if path == "" {
		path = "/run/oyd/oyd.sock"
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: payout-final PARTNER_TRX_ID")
		os.Exit(2)
	}
	if err := run(context.Background(), path, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "failed   ", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path, name string) error {
	client := oygateway.New(path)
	defer client.Close()
	// Asked first: there may be no such payout, and the events of one that ended long ago are deleted.
	asking, done := context.WithTimeout(ctx, 20*time.Second)
	defer done()
	known, err := client.Payout.GetPayout(asking, &oyv1.GetPayoutRequest{PartnerTrxId: name})
	if err != nil {
		return err
	}
	if payout := known.Payout; isFinal(payout.GetState()) {
		fmt.Println(payout.FinalAt, payout.State)
		return nil
	}
	// From the oldest event on, without acknowledging: this looks for one payout and keeps no books.
	events := client.Events("payout-final", oyv1.EventKind_EVENT_KIND_PAYOUT).After(0)
	defer events.Close()
	for {
		event, err := events.Next(ctx)
		if err != nil {
			return err
		}
		change := event.PayoutChange
		if change.GetPartnerTrxId() != name {
			continue
		}
		fmt.Println(event.Time, change.State)
		if isFinal(change.State) {
			return nil
		}
	}
}

func isFinal(state oyv1.PayoutState) bool {
	switch state {
	case oyv1.PayoutState_PAYOUT_STATE_COMPLETED, oyv1.PayoutState_PAYOUT_STATE_FAILED,
		oyv1.PayoutState_PAYOUT_STATE_REJECTED, oyv1.PayoutState_PAYOUT_STATE_CANCELLED:
		return true
	}
	return false
}
