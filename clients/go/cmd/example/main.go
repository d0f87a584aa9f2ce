// The example looks an account up, pays into it, and asks what became of the payout.
//
//	OY_SOCKET=/run/oyd/oyd.sock example [BANK ACCOUNT AMOUNT]
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"oygateway"
	"oygateway/oyv1"
)

func main() {
	path := os.Getenv("OY_SOCKET")
	if path == "" {
		path = "/run/oyd/oyd.sock"
	}
	arguments := []string{"014", "1239812390", "125000"}
	copy(arguments, os.Args[1:])
	if err := run(path, arguments[0], arguments[1], arguments[2]); err != nil {
		fmt.Fprintln(os.Stderr, "failed   ", err)
		os.Exit(1)
	}
}

func run(path, bank, account, rupiah string) error {
	amount, err := strconv.ParseInt(rupiah, 10, 64)
	if err != nil {
		return err
	}
	client := oygateway.New(path)
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()

	holder, err := client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{RecipientBank: bank, RecipientAccount: account})
	if err != nil {
		return err
	}
	fmt.Printf("inquiry   %s %s belongs to %s\n", bank, account, holder.RecipientName)

	// The payout's name. A real service keeps it before it pays, and pays with the same one again if in doubt.
	name := fmt.Sprintf("example-go-%d-%d", time.Now().Unix(), os.Getpid())
	paid, err := client.Disbursement.Remit(ctx, &oyv1.RemitRequest{
		RecipientBank: bank, RecipientAccount: account, Amount: amount, Note: "Split lunch bill", PartnerTrxId: name,
	})
	if err != nil {
		return err
	}
	fmt.Printf("payout    %s: Rp %d, %s, OY! %s %s, trx_id %s\n", name, amount, paid.State,
		paid.GetStatus().GetCode(), paid.GetStatus().GetMessage(), paid.TrxId)

	known, err := client.Disbursement.GetRemitStatus(ctx, &oyv1.GetRemitStatusRequest{PartnerTrxId: name})
	if err != nil {
		return err
	}
	fmt.Printf("status    %s, OY! %s %s\n", known.State, known.GetStatus().GetCode(), known.GetStatus().GetMessage())

	_, err = client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{RecipientBank: "014", RecipientAccount: "8888888888"})
	var refused *oygateway.Error
	if errors.As(err, &refused) {
		fmt.Printf("error     %s, reason %s, oy_code %s: %s\n", refused.Code, refused.Reason, refused.OYCode(), refused.Message)
	}
	return nil
}
