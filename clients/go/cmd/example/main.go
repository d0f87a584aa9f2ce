// The example looks an account up, pays into it, and asks what became of the payout.
//
//	OY_SOCKET=/run/oyd/oyd.sock example BANK ACCOUNT AMOUNT [ID] [--real]
//
// AMOUNT is in whole rupiah, digits only. To retry a payout, give its ID: it is paid only once. Where the gateway stands
// before the real OY!, and not before a simulator on this host, it pays only with --real.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"oygateway"
	"oygateway/cmd/internal/rupiah"
	"oygateway/oyv1"
)

const completed = oyv1.PayoutState_PAYOUT_STATE_COMPLETED

func main() {
	path := os.Getenv("OY_SOCKET")
	if path == "" {
		path = "/run/oyd/oyd.sock"
	}
	order, err := orderOf(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\nusage: example BANK ACCOUNT AMOUNT [ID] [--real]\nto retry a payout, give its id: it is paid only once\n", err)
		os.Exit(2)
	}
	client := oygateway.New(path)
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	paid, err := run(ctx, client, &order)
	var refused *oygateway.Error
	switch {
	case paid:
		fmt.Printf("paid      %s\n", rupiah.Text(order.amount))
		if !order.real {
			refusedInquiry(ctx, client)
		}
		return
	case err == nil:
		fmt.Fprintf(os.Stderr, "still open: run again with this id: %s\n", order.id)
	case errors.Is(err, errRealMoney):
		fmt.Fprintln(os.Stderr, "refused  ", err)
	case errors.As(err, &refused) && refused.NotPaid():
		fmt.Fprintln(os.Stderr, "not paid ", err)
	case order.begun:
		fmt.Fprintf(os.Stderr, "%v\nstill open: run again with this id: %s\n", err, order.id)
	default:
		fmt.Fprintf(os.Stderr, "%v\nnothing was paid\n", err)
	}
	os.Exit(1)
}

// run tells whether it was paid, as far as is known yet.
func run(ctx context.Context, client *oygateway.Client, order *order) (paid bool, err error) {
	if err := order.allowed(ctx, client); err != nil {
		return false, err
	}
	holder, err := client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{
		RecipientBank: order.bank, RecipientAccount: order.account,
	})
	if err != nil {
		return false, err
	}
	fmt.Printf("inquiry   %s %s belongs to %s\n", order.bank, order.account, holder.RecipientName)

	// Told before it is paid. A real service keeps it where it survives its own crash.
	fmt.Printf("id        %s\n", order.id)
	order.begun = true
	payout, err := client.Disbursement.Remit(ctx, &oyv1.RemitRequest{
		RecipientBank: order.bank, RecipientAccount: order.account, Amount: order.amount, Note: "Split lunch bill",
		PartnerTrxId: order.id,
	})
	if err != nil {
		return false, err
	}
	fmt.Printf("payout    %s, %s, OY! %s %s, trx_id %s\n", rupiah.Text(order.amount), payout.State, payout.GetStatus().GetCode(),
		payout.GetStatus().GetMessage(), payout.TrxId)
	if payout.State != completed { // accepted, which is not paid yet
		if err := waitForEnd(ctx, client, order.id); err != nil {
			return false, err
		}
	}

	known, err := client.Disbursement.GetRemitStatus(ctx, &oyv1.GetRemitStatusRequest{PartnerTrxId: order.id})
	if err != nil {
		return false, err
	}
	fmt.Printf("status    %s, OY! %s %s\n", known.State, known.GetStatus().GetCode(), known.GetStatus().GetMessage())
	return known.State == completed, nil
}

// waitForEnd waits until the payout has ended, but not for ever.
func waitForEnd(ctx context.Context, client *oygateway.Client, id string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	_, err := client.Payout.WaitPayout(ctx, &oyv1.WaitPayoutRequest{PartnerTrxId: id})
	return err
}

func refusedInquiry(ctx context.Context, client *oygateway.Client) {
	fmt.Println("An error looks like this, here about an account that does not exist:")
	_, err := client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{
		RecipientBank: "014", RecipientAccount: "8888888888",
	})
	var refused *oygateway.Error
	if errors.As(err, &refused) {
		fmt.Printf("error     %s, reason %s, oy_code %s: %s\n", refused.Code, refused.Reason, refused.OYCode(), refused.Message)
	}
}
