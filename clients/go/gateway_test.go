package oygateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/ttrpc"
	"github.com/golang/protobuf/ptypes/wrappers"
	"google.golang.org/grpc/codes"

	"oygateway/healthv1"
	"oygateway/oyv1"
)

// The tests of this file run against a real oyd in front of oysim, at OY_SOCKET. They pay.

func gateway(t *testing.T) *Client {
	t.Helper()
	path := os.Getenv("OY_SOCKET")
	if path == "" {
		t.Fatal("OY_SOCKET must name the socket of a running oyd")
	}
	client := New(path)
	t.Cleanup(func() { client.Close() })
	info, err := client.Gateway.GetInfo(soon(t), &oyv1.GetInfoRequest{})
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(info.BaseUrl)
	if err != nil {
		t.Fatal(err)
	}
	switch base.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return client
	}
	t.Fatalf("the gateway pays real money, at %s: it must stand before oysim, on this host", info.BaseUrl)
	return nil
}

func errorOf(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	return e
}

func inquire(ctx context.Context, client *Client, account string) (*oyv1.InquireAccountResponse, error) {
	return client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{RecipientBank: "014", RecipientAccount: account})
}

func TestGatewayKnowsTheCaller(t *testing.T) {
	me, err := gateway(t).Gateway.WhoAmI(soon(t), &oyv1.WhoAmIRequest{})
	if err != nil || int(me.Uid) != os.Getuid() || int(me.Pid) != os.Getpid() || me.Name == "" {
		t.Errorf("%v, %v", me, err)
	}
}

func TestGatewayInfo(t *testing.T) {
	info, err := gateway(t).Gateway.GetInfo(soon(t), &oyv1.GetInfoRequest{})
	if err != nil || info.Version == "" || info.BaseUrl == "" {
		t.Errorf("%v, %v", info, err)
	}
}

func TestGatewayHealth(t *testing.T) {
	client := gateway(t)
	health, err := client.Health.Check(soon(t), &healthv1.HealthCheckRequest{})
	if err != nil || health.Status != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", health, err)
	}
	stream, err := client.Health.Watch(soon(t), &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	health, err = stream.Receive()
	if err != nil || health.Status != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", health, err)
	}
}

func TestGatewayInquiry(t *testing.T) {
	client := gateway(t)
	account, err := inquire(soon(t), client, "1239812390")
	if err != nil || account.RecipientName == "" {
		t.Errorf("%v, %v", account, err)
	}
	_, err = inquire(soon(t), client, "8888888888")
	e := errorOf(t, err)
	if e.Code != codes.NotFound || e.OYCode() != "209" || e.Domain != "oyindonesia.com" || e.Reason == "" || e.OYMessage() == "" {
		t.Errorf("%+v", e)
	}
	_, err = inquire(soon(t), client, "")
	e = errorOf(t, err)
	if e.Code != codes.InvalidArgument || len(e.FieldViolations) != 1 || e.FieldViolations[0].Field != "recipient_account" {
		t.Errorf("%+v", e)
	}
}

func TestGatewayPayoutAndItsStatus(t *testing.T) {
	client := gateway(t)
	name := fmt.Sprintf("go-%d-%d", time.Now().UnixNano(), os.Getpid())
	paid, err := client.Disbursement.Remit(soon(t), &oyv1.RemitRequest{
		RecipientBank: "014", RecipientAccount: "1239812390", Amount: 125000, Note: "test", PartnerTrxId: name,
	})
	if err != nil || paid.PartnerTrxId != name || paid.Amount != 125000 || paid.TrxId == "" {
		t.Errorf("%v, %v", paid, err)
	}
	known, err := client.Disbursement.GetRemitStatus(soon(t), &oyv1.GetRemitStatusRequest{PartnerTrxId: name})
	if err != nil || known.PartnerTrxId != name || known.Amount != 125000 ||
		known.State != oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS && known.State != oyv1.PayoutState_PAYOUT_STATE_COMPLETED {
		t.Errorf("%v, %v", known, err)
	}
}

func TestGatewayPayUntilItIsPaid(t *testing.T) {
	client := gateway(t)
	name := fmt.Sprintf("go-%d-%d", time.Now().UnixNano(), os.Getpid())
	for round := 0; round < 2; round++ { // the second time nothing is paid
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		paid, err := client.Pay(ctx, &oyv1.RemitRequest{
			RecipientBank: "014", RecipientAccount: "1239812390", Amount: 125000, PartnerTrxId: name,
		})
		cancel()
		if !paid || err != nil {
			t.Fatalf("%v, %v", paid, err)
		}
	}
	known, err := client.Payout.GetPayout(soon(t), &oyv1.GetPayoutRequest{PartnerTrxId: name})
	if err != nil || known.Payout.State != completed || known.Payout.Attempts != 1 {
		t.Errorf("%v, %v", known, err)
	}
}

func TestGatewayBalance(t *testing.T) {
	balance, err := gateway(t).Disbursement.GetBalance(soon(t), &oyv1.GetBalanceRequest{})
	if err != nil || balance.Balance <= 0 {
		t.Errorf("%v, %v", balance, err)
	}
}

func TestGatewayVirtualAccount(t *testing.T) {
	client := gateway(t)
	made, err := client.VirtualAccount.CreateVirtualAccount(soon(t), &oyv1.CreateVirtualAccountRequest{
		PartnerUserId: fmt.Sprintf("go-%d", time.Now().UnixNano()), BankCode: "002", Amount: 50000,
		IsOpen: &wrappers.BoolValue{Value: false},
	})
	if err != nil || made.VaNumber == "" || made.IsOpen {
		t.Fatalf("%v, %v", made, err)
	}
	read, err := client.VirtualAccount.GetVirtualAccount(soon(t), &oyv1.GetVirtualAccountRequest{Id: made.Id})
	if err != nil || read.VaNumber != made.VaNumber || read.Amount != 50000 {
		t.Errorf("%v, %v", read, err)
	}
	page, err := client.VirtualAccount.ListVirtualAccounts(soon(t), &oyv1.ListVirtualAccountsRequest{Limit: 1000})
	found := false
	for _, each := range page.GetData() {
		found = found || each.Id == made.Id
	}
	if err != nil || !found {
		t.Errorf("%v, %v", page, err)
	}
}

func TestGatewayUnknownMethodAndService(t *testing.T) {
	client := gateway(t)
	for _, name := range [][2]string{{"oy.v1.GatewayService", "NoSuchMethod"}, {"oy.v1.NoSuchService", "WhoAmI"}} {
		err := client.Call(soon(t), name[0], name[1], &oyv1.WhoAmIRequest{}, &oyv1.WhoAmIResponse{})
		if e := errorOf(t, err); e.Code != codes.Unimplemented {
			t.Errorf("%v: %v", name, e)
		}
	}
}

// The gateway is told a deadline that has passed by the time it reads it; the client itself would wait longer.
func TestGatewayDeadlinePassed(t *testing.T) {
	client := gateway(t)
	// The deadline is to pass at the gateway, not while connecting.
	if _, err := inquire(soon(t), client, "1239812390"); err != nil {
		t.Fatal(err)
	}
	ctx := hurried{soon(t), time.Now().Add(50 * time.Microsecond)}
	var e *Error
	for i := 0; i < 100 && e == nil; i++ {
		ctx.deadline = time.Now().Add(50 * time.Microsecond)
		if _, err := inquire(ctx, client, "1239812390"); err != nil {
			e = errorOf(t, err)
		}
	}
	if e == nil || e.Code != codes.DeadlineExceeded || !e.Answered() {
		t.Errorf("%v", e)
	}
}

func TestGateway50CallsAtOnceOnOneConnection(t *testing.T) {
	client := gateway(t)
	inquire(soon(t), client, "1239812390")
	connection := client.current
	var all sync.WaitGroup
	for i := 0; i < 50; i++ {
		all.Add(1)
		go func(account string) {
			defer all.Done()
			answer, err := inquire(soon(t), client, account)
			if err != nil || answer.RecipientAccount != account {
				t.Errorf("%s: %v, %v", account, answer, err)
			}
		}(fmt.Sprintf("10000000%02d", i))
	}
	all.Wait()
	if client.current != connection {
		t.Error("a second connection was made")
	}
}

// The stock client alone, with none of this package but the messages.
func TestGatewayServesTheStockClientUnchanged(t *testing.T) {
	gateway(t)
	conn, err := dial(soon(t), os.Getenv("OY_SOCKET"))
	if err != nil {
		t.Fatal(err)
	}
	stock := ttrpc.NewClient(conn)
	defer stock.Close()
	var answer oyv1.InquireAccountResponse
	request := &oyv1.InquireAccountRequest{RecipientBank: "014", RecipientAccount: "1239812390"}
	err = stock.Call(soon(t), "oy.v1.DisbursementService", "InquireAccount", request, &answer)
	if err != nil || answer.RecipientName == "" {
		t.Errorf("%v, %v", answer.RecipientName, err)
	}
}

func TestGatewayPayListAgainAndAgain(t *testing.T) {
	client := gateway(t)
	program := built(t, "pay-list")
	prefix := fmt.Sprintf("go-list-%d-%d", time.Now().UnixNano(), os.Getpid())
	list := filepath.Join(t.TempDir(), "list.csv")
	text := "key,recipient_bank,recipient_account,amount\nE1,014,1239812390,125000\nE2,014,7777777777,125000\nE3,008,0012345678,125000\n"
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 2; i++ { // the second time nothing is paid
		stdout, stderr, failed := runs(t, os.Getenv("OY_SOCKET"), program, prefix, list)
		if !failed || stderr != "" || !strings.Contains(stdout, prefix+"-E2  Rp 125.000  FailedPrecondition DISBURSEMENT_FAILED") ||
			!regexp.MustCompile(`(?m)^paid +2 +Rp 250\.000$`).MatchString(stdout) {
			t.Errorf("%q, %q", stdout, stderr)
		}
	}
	for key, end := range map[string]oyv1.PayoutState{
		"E1": completed, "E2": oyv1.PayoutState_PAYOUT_STATE_FAILED, "E3": completed,
	} {
		known, err := client.Payout.GetPayout(soon(t), &oyv1.GetPayoutRequest{PartnerTrxId: prefix + "-" + key})
		if err != nil || known.Payout.State != end || known.Payout.Attempts != 1 {
			t.Errorf("%s: %v, %v", key, known, err)
		}
	}
}
