// Package oygateway is a client of oy-gateway: pay through a local daemon that holds the OY! API key.
//
//	client := oygateway.New("/run/oyd/oyd.sock")
//	defer client.Close()
//	account, err := client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{
//		RecipientBank: "014", RecipientAccount: "1239812390",
//	})
//
// Unary calls go through the stock client of github.com/containerd/ttrpc, which this package only wraps: it gives its
// errors a type, connects anew after a loss, and adds the server streams that ttrpc got in version 1.2.
package oygateway
