// payout-final tells when a payout is final.
//
//	OY_SOCKET=/run/oyd/oyd.sock payout-final PARTNER_TRX_ID
package main

import (
	"context"
	"fmt"
	"os"

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
		switch change.State {
		case oyv1.PayoutState_PAYOUT_STATE_COMPLETED, oyv1.PayoutState_PAYOUT_STATE_FAILED,
			oyv1.PayoutState_PAYOUT_STATE_REJECTED, oyv1.PayoutState_PAYOUT_STATE_CANCELLED:
			return nil
		}
	}
}
